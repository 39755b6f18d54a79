import { expect, test } from "vitest";
import { decideFailure, decideSuccess, isRefundAhead, type PaymentToDecide, type Told } from "./rules";

const waiting: PaymentToDecide = {
  orderStatus: "PENDING",
  orderPaid: false,
  payment: { status: "PENDING", amountCents: 10_000, currency: "eur" },
  livemode: false,
};
const paid: PaymentToDecide = {
  ...waiting,
  orderStatus: "PAID",
  orderPaid: true,
  payment: { ...waiting.payment, status: "SUCCEEDED" },
};
const told: Told = {
  status: "succeeded",
  amountReceivedCents: 10_000,
  currency: "eur",
  livemode: false,
  asked: true,
};

test("what was due, in the right currency and mode, pays; so does more", () => {
  expect(decideSuccess(waiting, told)).toEqual({ kind: "pay" });
  expect(decideSuccess(waiting, { ...told, amountReceivedCents: 10_001 })).toEqual({ kind: "pay" });
});

test.each([
  ["less than due", { amountReceivedCents: 9_999 }, "amount"],
  ["nothing told", { amountReceivedCents: undefined }, "amount"],
  ["half a cent", { amountReceivedCents: 10_000.5 }, "amount"],
  ["no number", { amountReceivedCents: Number.NaN }, "amount"],
  ["more than a number holds", { amountReceivedCents: 2 ** 53 }, "amount"],
  ["another currency", { currency: "usd" }, "currency"],
  ["the currency in another case", { currency: "EUR" }, "currency"],
  ["a status that is no success", { status: "requires_capture" }, "status"],
  ["no status", { status: undefined }, "status"],
])("%s pays nothing: Stripe is asked, then it waits for the staff [Y1] [Y3]", (_what, changes, contradiction) => {
  const contradicting = { ...told, ...changes };

  expect(decideSuccess(waiting, { ...contradicting, asked: false })).toEqual({ kind: "ask-stripe" });
  expect(decideSuccess(waiting, contradicting)).toEqual({
    kind: "park",
    reason: "MONEY_CONTRADICTS_ORDER",
    contradiction,
  });
});

test.each([waiting, paid])("the wrong mode is parked on its own word, whatever it tells [D15]", (found) => {
  for (const asked of [true, false])
    expect(decideSuccess(found, { ...told, livemode: true, asked })).toEqual({
      kind: "park",
      reason: "WRONG_MODE",
      contradiction: "mode",
    });
});

test("a success of the payment that paid is nothing new; of another one, all of it goes back", () => {
  expect(decideSuccess(paid, told)).toEqual({ kind: "nothing-new" });
  expect(decideSuccess({ ...paid, payment: waiting.payment }, told)).toEqual({ kind: "give-back" });
});

test("a decline after the money is old news, though the order can be paid; one that is known is no new one", () => {
  for (const received of ["SUCCEEDED", "PARTIALLY_REFUNDED", "REFUNDED"] as const)
    expect(decideFailure({ payable: true }, received, { asked: false })).toBe("nothing-new");
  expect(decideFailure({ payable: true }, "FAILED", { asked: true })).toBe("nothing-new");
  expect(decideFailure({ payable: true }, "FAILED", { asked: false })).toBe("fail");
});

test("a refund's progress only moves ahead, and never in place", () => {
  expect(isRefundAhead("SUCCEEDED", "PENDING")).toBe(true);
  expect(isRefundAhead("FAILED", "SUCCEEDED")).toBe(true);
  for (const same of ["REQUESTED", "PENDING", "SUCCEEDED", "FAILED", "CANCELLED"] as const)
    expect(isRefundAhead(same, same)).toBe(false);
  expect(isRefundAhead("PENDING", "SUCCEEDED")).toBe(false);
  expect(isRefundAhead("SUCCEEDED", "FAILED")).toBe(false);
});
