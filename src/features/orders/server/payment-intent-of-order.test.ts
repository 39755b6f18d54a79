import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { setConfig } from "@/lib/config";
import { givenCart } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenCustomer } from "../../../../tests/support/orders";
import { openStripe, pointAt, type TestStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";

let stripe: TestStripe;
beforeAll(async () => {
  stripe = await openStripe();
});
afterAll(() => stripe.close());
beforeEach(() => pointAt(stripe));
afterEach(async () => {
  stripe.faults.clear();
  setConfig();
  await expectInvariants();
});

test.each(["server_error", "server_error_after_work"] as const)(
  "S2: %s, which Stripe repeats for its key, holds nobody up: the list proves what was made, and there is one",
  async (kind) => {
    const cart = await givenCart();
    const visitor = visitorOf(api, { cookie: cart.cookie });
    const order = () => visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
    stripe.faults.set([{ kind, method: "POST", path: "/v1/payment_intents" }]);
    expect((await order()).status).toBe(503);
    stripe.faults.clear();

    const answers = await Promise.all([order(), order(), order()]);

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.body.payment.paymentIntentId)).size).toBe(1);
    expect(stripe.paymentIntents().filter((intent) => intent.metadata["sessionId"] === cart.sessionId)).toHaveLength(1);
  },
);
