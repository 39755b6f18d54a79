import type { Bench } from "../part";
import { POOL_SIZE, SECRETS } from "../ground/settings";
import type { Running } from "../ground/programs";

/** The floor under orders and the full path. */
export const startBareShop = (bench: Bench, databaseUrl: string): Promise<Running> =>
  bench.programs.start(
    {
      name: "bare-shop",
      script: "bench/limits/bare-shop.ts",
      env: {
        DATABASE_URL: databaseUrl,
        DATABASE_POOL_SIZE: String(POOL_SIZE),
        STRIPE_WEBHOOK_SECRET: SECRETS.webhookSecret,
        NODE_ENV: "production",
      },
    },
    /Bare shop ready on (\S+)/,
  );

/** A Stripe whose answer is free. */
export const startStripeStub = (bench: Bench): Promise<Running> =>
  bench.programs.start({ name: "stripe-stub", script: "bench/stubs/free-stripe.ts" }, /Stripe stub ready on (\S+)/);
