import { randomBytes } from "node:crypto";

/** Of this run; nobody else ever hears them. */
export const SECRETS = {
  secretKey: `sk_test_${randomBytes(12).toString("hex")}`,
  publishableKey: "pk_test_bench",
  webhookSecret: `whsec_${randomBytes(16).toString("hex")}`,
};

/** What production has unless somebody sets it: the limits get as many connections. */
export const POOL_SIZE = 10;

type Addresses = { port: number; databaseUrl: string; stripeUrl: string; smtpUrl?: string };

/** Everything that web and worker are told, whatever the environment of the run itself says. */
export function settingsOf({ port, databaseUrl, stripeUrl, smtpUrl }: Addresses): Record<string, string> {
  return {
    NODE_ENV: "production",
    TZ: "UTC",
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: String(POOL_SIZE),
    STRIPE_SECRET_KEY: SECRETS.secretKey,
    STRIPE_PUBLISHABLE_KEY: SECRETS.publishableKey,
    STRIPE_WEBHOOK_SECRET: SECRETS.webhookSecret,
    STRIPE_API_BASE: stripeUrl,
    STRIPE_JS_URL: `${stripeUrl}/js/stripe.js`,
    SMTP_URL: smtpUrl ?? "",
    // One visitor's limit: a load generator is one visitor.
    RATE_LIMIT: "off",
    LOG_LEVEL: "info",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
