import { expect, test } from "vitest";
import { givenClock, givenSandbox, refusal } from "../testing";

const DEBIT = { amount: 5_000, currency: "eur", payment_method_types: ["sepa_debit"] };

test.each([
  ["FR1420041010050500013M02606", "succeeded", "payment_intent.succeeded"],
  ["FR8420041010050500013M02607", "requires_payment_method", "payment_intent.payment_failed"],
])("the account %s stays processing for its delay and ends %s", async (iban, status, event) => {
  const clock = givenClock();
  const { sandbox, stripe } = await givenSandbox({ now: clock.now, settleDelayMs: 60_000 });
  const method = await stripe.paymentMethods.create({
    type: "sepa_debit",
    sepa_debit: { iban },
    billing_details: { name: "A", email: "a@example.test" },
  });
  const made = await stripe.paymentIntents.create({ ...DEBIT, confirm: true, payment_method: method.id });

  clock.pass(59_999);
  await sandbox.tick();
  const before = sandbox.paymentIntent(made.id).status;
  clock.pass(1);
  const done = [await sandbox.tick(), await sandbox.tick()];

  expect(made).toMatchObject({ status: "processing", processing: { type: "sepa_debit" } });
  expect(before).toBe("processing");
  expect(done).toEqual([1, 0]);
  expect(sandbox.paymentIntent(made.id).status).toBe(status);
  expect(sandbox.events({ type: event })).toHaveLength(1);
});

test("the bank's word may be said by hand, and its timer then changes nothing", async () => {
  const clock = givenClock();
  const { sandbox, stripe } = await givenSandbox({ now: clock.now });
  const { id } = await stripe.paymentIntents.create(DEBIT);
  sandbox.confirm(id, { paymentMethod: "pm_sepaDebit_success" });

  const failed = sandbox.settle(id, "fail");
  const again = sandbox.confirm(id, { paymentMethod: "pm_sepaDebit_success" });
  const paid = sandbox.settle(id, "succeed");
  clock.pass(3_600_000);
  await sandbox.tick();

  expect(failed).toMatchObject({ status: "requires_payment_method", amount_received: 0 });
  expect(again.status).toBe("processing");
  expect(paid).toMatchObject({ status: "succeeded", amount_received: 5_000 });
  expect(sandbox.events({ type: "payment_intent.succeeded" })).toHaveLength(1);
});

test("a processing payment can be neither cancelled nor refunded", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(DEBIT);
  sandbox.confirm(id, { paymentMethod: "pm_sepaDebit_success" });

  expect((await refusal(stripe.paymentIntents.cancel(id))).code).toBe("payment_intent_unexpected_state");
  expect((await refusal(stripe.refunds.create({ payment_intent: id }))).code).toBe("charge_not_refundable");
});

test("a debit that is contested later is paid first, then disputed", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(DEBIT);
  sandbox.confirm(id, { paymentMethod: "pm_sepaDebit_dispute" });

  sandbox.settle(id);

  expect(sandbox.paymentIntent(id).status).toBe("succeeded");
  expect(sandbox.disputes()).toMatchObject([
    { payment_intent: id, reason: "debit_not_authorized", status: "needs_response" },
  ]);
});
