import { z } from "zod";
import type { Chance } from "../chance";
import { SECRETS } from "../school/settings";
import { ask, type Heard, patiently, type Patience } from "./asking";

/** What a customer does at Stripe: pays at once, is refused, is asked by the bank, pays by a debit that takes days. */
export const WAYS_TO_PAY = {
  card: "pm_card_visa",
  declined: "pm_card_chargeDeclined",
  challenge: "pm_card_authenticationRequired",
  debit: "pm_sepaDebit_success",
  debitFails: "pm_sepaDebit_fail",
} as const;
export type WayToPay = keyof typeof WAYS_TO_PAY;

const intentShape = z.object({
  id: z.string(),
  status: z.string(),
  next_action: z.object({ use_stripe_sdk: z.object({ stripe_js: z.url() }).optional() }).nullish(),
});
type Intent = z.infer<typeof intentShape>;
type Payment = { paymentIntentId: string; clientSecret: string };

/** Stripe.js as far as money goes: with the publishable key and the client secret, like any browser. */
export function stripeCustomer(sandboxUrl: string, chance: Chance, patience: Patience) {
  const call = (method: string, path: string, form?: Record<string, string>): Promise<Heard> =>
    patiently(chance, patience, () =>
      ask([sandboxUrl], chance, path, {
        method,
        headers: {
          authorization: `Bearer ${SECRETS.publishableKey}`,
          ...(form && { "content-type": "application/x-www-form-urlencoded" }),
        },
        ...(form && { body: new URLSearchParams(form).toString() }),
      }),
    );

  async function look({ paymentIntentId, clientSecret }: Payment): Promise<Intent | undefined> {
    const heard = await call("GET", `/v1/payment_intents/${paymentIntentId}?client_secret=${clientSecret}`);
    return intentShape.safeParse(heard.body).data;
  }

  /** Where the payment stands in the end; undefined when Stripe could not be reached any more. */
  async function pay(payment: Payment, way: WayToPay, answersBank: "succeed" | "fail"): Promise<string | undefined> {
    await call("POST", `/v1/payment_intents/${payment.paymentIntentId}/confirm`, {
      client_secret: payment.clientSecret,
      payment_method: WAYS_TO_PAY[way],
      return_url: "http://localhost/back",
      use_stripe_sdk: "true",
    });
    // Declined or lost, the PaymentIntent itself says where it stands.
    const intent = await look(payment);
    const challenge = intent?.next_action?.use_stripe_sdk?.stripe_js;
    if (intent?.status !== "requires_action" || challenge === undefined) return intent?.status;
    const { pathname, searchParams } = new URL(challenge);
    await call("POST", pathname, { key: searchParams.get("key") ?? "", answer: answersBank });
    return (await look(payment))?.status;
  }

  return { pay, look };
}
