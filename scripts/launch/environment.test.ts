import { expect, test } from "vitest";
import { givenParts } from "./environment.ts";

const KEYS = {
  STRIPE_SECRET_KEY: "sk_test_1",
  STRIPE_PUBLISHABLE_KEY: "pk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
};
const environment = (values: Record<string, string>) => ({ NODE_ENV: "test", ...values }) as const;

test("what the environment does not bring along is embedded, blank counting as absent", () => {
  expect(givenParts(environment({ DATABASE_URL: "", SMTP_URL: " " }))).toEqual({
    databaseUrl: undefined,
    stripe: undefined,
    smtpUrl: undefined,
  });
});

test("a Stripe account is taken with its three settings", () => {
  expect(givenParts(environment(KEYS)).stripe).toEqual({
    secretKey: "sk_test_1",
    publishableKey: "pk_test_1",
    webhookSecret: "whsec_1",
  });
});

test.for(Object.keys(KEYS))("a Stripe account without %s is refused, and the sentence names it", (missing) => {
  const incomplete = environment({ ...KEYS, [missing]: " " });

  expect(() => givenParts(incomplete)).toThrow(`${missing} is missing`);
});
