/** Settings without which the application does not start; the campaign's processes have no vitest that would give them. */
export const SETTINGS = {
  TZ: "UTC",
  NODE_ENV: "test",
  LOG_LEVEL: "silent",
  STRIPE_SECRET_KEY: "sk_test_envol",
  STRIPE_PUBLISHABLE_KEY: "pk_test_envol",
  STRIPE_WEBHOOK_SECRET: "whsec_envol",
  PUBLIC_URL: "http://localhost:3000",
  RATE_LIMIT: "off",
};
