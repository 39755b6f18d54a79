import { expect, test } from "vitest";
import type Stripe from "stripe";
import type { Sandbox } from "../start";
import { givenClock, givenSandbox, refusal } from "../testing";

async function paid(stripe: Stripe, sandbox: Sandbox, paymentMethod = "pm_card_visa") {
  const { id } = await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" });
  return sandbox.confirm(id, { paymentMethod });
}

test("a payment is refunded in parts until nothing is left", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const intent = await paid(stripe, sandbox);

  const part = await stripe.refunds.create({
    payment_intent: intent.id,
    amount: 300,
    reason: "requested_by_customer",
    metadata: { line: "1" },
  });
  const tooMuch = await refusal(stripe.refunds.create({ payment_intent: intent.id, amount: 701 }));
  const rest = await stripe.refunds.create({ charge: intent.latest_charge ?? "" });
  const over = await refusal(stripe.refunds.create({ payment_intent: intent.id }));

  expect(part).toMatchObject({
    amount: 300,
    status: "succeeded",
    reason: "requested_by_customer",
    payment_intent: intent.id,
  });
  expect(tooMuch).toMatchObject({ code: "amount_too_large", param: "amount" });
  expect(tooMuch.message).toContain("€7.00");
  expect(rest.amount).toBe(700);
  expect(over).toMatchObject({ code: "charge_already_refunded", statusCode: 400 });
  expect(sandbox.charge(intent.latest_charge ?? "")).toMatchObject({ amount_refunded: 1_000, refunded: true });
  expect((await stripe.refunds.list({ payment_intent: intent.id })).data.map(({ amount }) => amount)).toEqual([
    700, 300,
  ]);
  const amounts = sandbox.events({ type: "charge.refunded" }).map((event) => event.data.object["amount_refunded"]);
  expect(amounts).toEqual([300, 1_000]);
});

test("a pending refund succeeds later, or is cancelled meanwhile", async () => {
  const clock = givenClock();
  const { sandbox, stripe } = await givenSandbox({ now: clock.now, refundDelayMs: 10_000 });
  const intent = await paid(stripe, sandbox, "pm_card_pendingRefund");
  const first = await stripe.refunds.create({ payment_intent: intent.id, amount: 400 });
  const second = await stripe.refunds.create({ payment_intent: intent.id, amount: 600 });

  const cancelled = await stripe.refunds.cancel(second.id);
  clock.pass(10_000);
  await sandbox.tick();

  expect([first.status, second.status, cancelled.status]).toEqual(["pending", "pending", "canceled"]);
  expect((await stripe.refunds.retrieve(first.id)).status).toBe("succeeded");
  expect((await stripe.refunds.retrieve(second.id)).status).toBe("canceled");
  expect(sandbox.charge(intent.latest_charge ?? "").amount_refunded).toBe(400);
  expect(await refusal(stripe.refunds.cancel(first.id))).toMatchObject({ statusCode: 400 });
});

test("a refund that has succeeded fails at the bank days later: the money is back and can be refunded again", async () => {
  const clock = givenClock();
  const { sandbox, stripe } = await givenSandbox({ now: clock.now, refundDelayMs: 10_000 });
  const intent = await paid(stripe, sandbox, "pm_card_refundFail");
  const refund = await stripe.refunds.create({ payment_intent: intent.id });

  clock.pass(10_000);
  await sandbox.tick();

  expect(refund.status).toBe("succeeded");
  const failed = await stripe.refunds.retrieve(refund.id, { expand: ["failure_balance_transaction"] });
  expect(failed).toMatchObject({
    status: "failed",
    failure_reason: "lost_or_stolen_card",
    failure_balance_transaction: { amount: 1_000 },
  });
  expect(sandbox.charge(intent.latest_charge ?? "")).toMatchObject({ amount_refunded: 0, refunded: false });
  expect(
    sandbox
      .events()
      .map(({ type }) => type)
      .slice(-3),
  ).toEqual(["refund.updated", "refund.failed", "charge.refund.updated"]);
  expect(sandbox.events({ type: "refund.failed" })[0]?.data.previous_attributes).toEqual({ status: "succeeded" });
  expect((await stripe.refunds.create({ payment_intent: intent.id })).amount).toBe(1_000);
});

test("any refund can be made to fail by hand, once", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const intent = await paid(stripe, sandbox);
  const refund = sandbox.refund(intent.id, { amount: 250 });

  sandbox.failRefund(refund.id, "expired_or_canceled_card");

  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
    status: "failed",
    failure_reason: "expired_or_canceled_card",
  });
  expect(() => sandbox.failRefund(refund.id)).toThrow("already failed");
});

test("what was never paid cannot be refunded, and a refund needs to know of what", async () => {
  const { stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" });

  expect((await refusal(stripe.refunds.create({ payment_intent: id }))).code).toBe("charge_not_refundable");
  expect((await refusal(stripe.refunds.create({}))).code).toBe("parameter_missing");
  expect(await refusal(stripe.refunds.create({ payment_intent: "pi_none" }))).toMatchObject({
    code: "resource_missing",
    statusCode: 404,
  });
});
