import { expect, test } from "vitest";
import { compareMoney, type IntentAtStripe, type OrderHere } from "./money";

const anOrder = (changes: Partial<OrderHere> = {}): OrderHere => ({
  id: "order",
  status: "PAID",
  isPaid: true,
  dueCents: 10_000,
  ...changes,
});
const anIntent = (changes: Partial<IntentAtStripe> = {}): IntentAtStripe => ({
  id: "pi_1",
  status: "succeeded",
  orderId: "order",
  keptCents: 10_000,
  ...changes,
});
const purchase = { orderId: "order", paymentIntentId: "pi_1", atStripe: "succeeded" } as const;
const unpaid = anOrder({ status: "CANCELLED", isPaid: false, dueCents: 0 });

test("money that is where it belongs is no breach", () => {
  const second = anIntent({ id: "pi_2", keptCents: 0 });

  expect(compareMoney([anIntent(), second], [anOrder()], [purchase])).toEqual([]);
  expect(compareMoney([anIntent({ status: "canceled", keptCents: 0 })], [unpaid], [])).toEqual([]);
});

test.each<[string, IntentAtStripe[], OrderHere[], RegExp]>([
  ["kept for an order that is not paid", [anIntent()], [unpaid], /0 cents were due online, and Stripe has kept 10000/],
  ["refunded in part only", [anIntent({ keptCents: 9_900 })], [unpaid], /has kept 9900/],
  ["taken twice", [anIntent(), anIntent({ id: "pi_2" })], [anOrder()], /has kept 20000/],
  ["given back for an order that is honoured", [anIntent({ keptCents: 0 })], [anOrder()], /10000 cents were due/],
  ["never taken for a paid order", [], [anOrder()], /has kept 0/],
  ["of an order that is nowhere", [anIntent()], [], /is for order order, which is not here/],
  ["still to be had", [anIntent({ status: "requires_action" })], [anOrder()], /somebody could still pay it/],
])("money %s is a breach", (_what, intents, orders, sentence) => {
  expect(compareMoney(intents, orders, [])).toEqual(expect.arrayContaining([expect.stringMatching(sentence)]));
});

test("what a visitor has seen with their own eyes is held against what is there", () => {
  const free = { ...purchase, paymentIntentId: null, atStripe: "free" } as const;

  expect(compareMoney([], [unpaid], [purchase])).toEqual([expect.stringMatching(/Stripe does not know it/)]);
  expect(compareMoney([], [unpaid], [free])).toEqual([expect.stringMatching(/paid by gift cards and is CANCELLED/)]);
  expect(compareMoney([], [], [free])).toEqual([expect.stringMatching(/was answered to its visitor and is gone/)]);
});
