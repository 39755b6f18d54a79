import { randomBytes } from "node:crypto";

/** Secrets of one campaign: none of them may stand in a log. */
export const SECRETS = {
  secretKey: `sk_test_${randomBytes(12).toString("hex")}`,
  publishableKey: "pk_test_campaign",
  webhookSecret: `whsec_${randomBytes(16).toString("hex")}`,
};

/** Times of a school in a hurry: what takes half an hour in life takes a quarter of a minute here. */
const HURRIED = {
  HOLD_MINUTES: "1",
  PAY_MINUTES: "0.3",
  RETRY_MINUTES: "0.1",
  EVENT_RETRY_SECONDS: "0.5",
  RECONCILE_SECONDS: "2",
  RECONCILE_AFTER_SECONDS: "6",
  EXPIRE_SECONDS: "1",
  EMAIL_SECONDS: "0.5",
};

export type Addresses = { webPort: number; sandboxUrl: string; databaseUrl: string; smtpUrl: string };

/** Everything that web and worker are told, whatever the environment of the campaign itself says. */
export function settingsOf({ webPort, sandboxUrl, databaseUrl, smtpUrl }: Addresses): Record<string, string> {
  return {
    ...HURRIED,
    NODE_ENV: "production",
    TZ: "UTC",
    HOST: "127.0.0.1",
    PORT: String(webPort),
    PUBLIC_URL: `http://localhost:${webPort}`,
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: "10",
    STRIPE_SECRET_KEY: SECRETS.secretKey,
    STRIPE_PUBLISHABLE_KEY: SECRETS.publishableKey,
    STRIPE_WEBHOOK_SECRET: SECRETS.webhookSecret,
    STRIPE_API_BASE: sandboxUrl,
    STRIPE_JS_URL: `${sandboxUrl}/js/stripe.js`,
    SMTP_URL: smtpUrl,
    RATE_LIMIT: "off",
    LOG_LEVEL: "info",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
