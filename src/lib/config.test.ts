import { expect, test } from "vitest";
import { readConfig } from "./config";

const SETTINGS = {
  STRIPE_SECRET_KEY: "sk_test_1",
  STRIPE_PUBLISHABLE_KEY: "pk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
};

test("our mode is the secret key's, a restricted key's too", () => {
  expect(readConfig(SETTINGS).livemode).toBe(false);
  for (const kind of ["sk", "rk"])
    expect(
      readConfig({ ...SETTINGS, STRIPE_SECRET_KEY: `${kind}_live_1`, STRIPE_PUBLISHABLE_KEY: "pk_live_1" }).livemode,
    ).toBe(true);
});

test.each([
  ["a live secret key", { STRIPE_SECRET_KEY: "sk_live_1" }],
  ["a live publishable key", { STRIPE_PUBLISHABLE_KEY: "pk_live_1" }],
])("with %s beside a test key the program does not start", (_which, changed) => {
  expect(() => readConfig({ ...SETTINGS, ...changed })).toThrow("different modes");
});

test.each(["", " ", ",", "whsec_1,", "whsec_1, ,whsec_2", "whsec 1"])(
  "with the webhook secret «%s» the program does not start [M7]",
  (secret) => {
    expect(() => readConfig({ ...SETTINGS, STRIPE_WEBHOOK_SECRET: secret })).toThrow("STRIPE_WEBHOOK_SECRET");
  },
);

test("during a rotation there are several secrets", () => {
  expect(readConfig({ ...SETTINGS, STRIPE_WEBHOOK_SECRET: "whsec_new, whsec_old" }).STRIPE_WEBHOOK_SECRET).toEqual([
    "whsec_new",
    "whsec_old",
  ]);
});
