import type { Programs, Running } from "../ground/programs";

/** `amountCents` is what a PaymentIntent that is asked for has brought. */
export const startStripeStub = (programs: Programs, amountCents = 0): Promise<Running> =>
  programs.start(
    { name: "stripe-stub", script: "bench/stubs/stripe.ts", env: { AMOUNT_CENTS: String(amountCents) } },
    /Stub ready on (\S+)/,
  );
