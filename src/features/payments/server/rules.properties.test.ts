import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PaymentStatus, PAYMENT_STATUSES } from "@/db/schema/status-words";
import {
  countsAsRefunded,
  decideCancellation,
  decideFailure,
  decideProcessing,
  decideSuccess,
  happenedTo,
  isDisputeClosed,
  isRefundAhead,
  MOST_EVENT_ATTEMPTS,
  type PaymentToDecide,
  type RefundProgress,
  refundProgress,
  retryDelaySeconds,
  type Told,
} from "./rules";

const RECEIVED: readonly PaymentStatus[] = ["SUCCEEDED", "PARTIALLY_REFUNDED", "REFUNDED"];
const anyStatus = fc.constantFrom(...PAYMENT_STATUSES);
const anyOrder = fc.record({ payable: fc.boolean() });

/** Mostly what was due, with everything that may be wrong about it. */
const anyFound: fc.Arbitrary<PaymentToDecide> = fc.record({
  orderStatus: fc.constantFrom("PENDING", "PAID", "CANCELLED"),
  orderPaid: fc.boolean(),
  payment: fc.record({
    status: anyStatus,
    amountCents: fc.constantFrom(1, 9_999, 10_000),
    currency: fc.constantFrom("eur", "usd"),
  }),
  livemode: fc.boolean(),
});
const anyTold: fc.Arbitrary<Told> = fc.record({
  status: fc.constantFrom("succeeded", "succeeded", "processing", "requires_capture", undefined),
  amountReceivedCents: fc.oneof(
    fc.constantFrom(undefined, 0, 9_999, 10_000, 10_001),
    fc.double(),
    fc.integer({ min: -20_000, max: 20_000 }),
  ),
  currency: fc.constantFrom("eur", "EUR", "usd", ""),
  livemode: fc.boolean(),
  asked: fc.boolean(),
});

describe("whatever is told of a success", () => {
  test("it pays exactly if nothing was paid yet and mode, status, currency and amount all agree", () => {
    fc.assert(
      fc.property(anyFound, anyTold, (found, told) => {
        const agrees =
          told.livemode === found.livemode &&
          told.status === "succeeded" &&
          told.currency === found.payment.currency &&
          Number.isSafeInteger(told.amountReceivedCents) &&
          (told.amountReceivedCents ?? 0) >= found.payment.amountCents;
        expect(decideSuccess(found, told).kind === "pay").toBe(agrees && !found.orderPaid);
      }),
      { numRuns: 500 },
    );
  });

  test("money for an order that is paid never fulfils anything: it is known already, goes back, or waits", () => {
    fc.assert(
      fc.property(anyFound, anyTold, (found, told) => {
        const { kind } = decideSuccess({ ...found, orderPaid: true }, { ...told, livemode: found.livemode });
        if (RECEIVED.includes(found.payment.status)) expect(kind).toBe("nothing-new");
        else expect(["give-back", "ask-stripe", "park"]).toContain(kind);
      }),
    );
  });

  test("an event of the wrong mode is parked on its own word, and nothing else is parked before Stripe was asked", () => {
    fc.assert(
      fc.property(anyFound, anyTold, (found, told) => {
        const decision = decideSuccess(found, told);
        const wrongMode = told.livemode !== found.livemode;
        expect(decision.kind === "park" && decision.reason === "WRONG_MODE").toBe(wrongMode);
        if (decision.kind === "park" && !wrongMode) expect(told.asked).toBe(true);
      }),
    );
  });
});

test("Stripe's present answer decides: whoever asked is never sent to ask again", () => {
  fc.assert(
    fc.property(anyFound, anyTold, anyOrder, ({ payment, ...found }, told, order) => {
      const asked = { ...told, asked: true };
      const decisions = [
        decideSuccess({ ...found, payment }, asked).kind,
        decideFailure(order, payment.status, asked),
        decideProcessing(order, payment.status, asked),
        decideCancellation(order, payment.status, asked),
      ];
      expect(decisions).not.toContain("ask-stripe");
    }),
  );
});

test("once money came, no decline, wait or cancellation touches it, even where the order can still be paid", () => {
  fc.assert(
    fc.property(anyOrder, fc.constantFrom(...RECEIVED), anyTold, (order, payment, told) => {
      expect(decideFailure(order, payment, told)).toBe("nothing-new");
      expect(decideProcessing(order, payment, told)).toBe("nothing-new");
      expect(decideCancellation(order, payment, told)).toBe(told.asked ? "impossible" : "ask-stripe");
    }),
  );
});

test("an order that cannot be paid any more is never waited for, closed or reopened, and only an open payment is told its decline", () => {
  fc.assert(
    fc.property(anyStatus, anyTold, (payment, told) => {
      fc.pre(!RECEIVED.includes(payment));
      const closed = { payable: false };
      expect(decideProcessing(closed, payment, told)).toBe("nothing-new");
      expect(decideCancellation(closed, payment, told)).toBe("nothing-new");
      const open = payment === "PENDING" || payment === "PROCESSING";
      expect(decideFailure(closed, payment, told)).toBe(open ? "fail" : "nothing-new");
    }),
  );
});

test("a decline is told once by Stripe's present answer, which keeps it for ever, and each time by an event while it can be paid", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<PaymentStatus>("PENDING", "PROCESSING", "FAILED", "CANCELLED"),
      anyTold,
      (payment, told) => {
        const known = told.asked && payment === "FAILED";
        expect(decideFailure({ payable: true }, payment, told)).toBe(known ? "nothing-new" : "fail");
      },
    ),
  );
});

test("a bank that is at it for the first time is waited for on an event's word, and the second telling is nothing new", () => {
  fc.assert(
    fc.property(anyTold, (told) => {
      expect(decideProcessing({ payable: true }, "PENDING", told)).toBe("wait");
      expect(decideProcessing({ payable: true }, "PROCESSING", told)).toBe("nothing-new");
    }),
  );
});

test("after a decline the bank is waited for exactly if Stripe says now that it is at it", () => {
  fc.assert(
    fc.property(anyTold, (told) => {
      const expected = !told.asked ? "ask-stripe" : told.status === "processing" ? "wait" : "nothing-new";
      expect(decideProcessing({ payable: true }, "FAILED", told)).toBe(expected);
    }),
  );
});

describe("whatever refunds Stripe tells of", () => {
  const STATUSES = ["pending", "requires_action", "succeeded", "failed", "canceled", "cancelled", null, undefined];
  const words = fc.oneof(fc.constantFrom(...STATUSES), fc.string());

  test("a status that nobody knows is under way, none is a refund that was not made", () => {
    fc.assert(
      fc.property(words, (word) => {
        const progress = refundProgress(word);
        expect(countsAsRefunded(progress)).toBe(!["failed", "canceled", "cancelled"].includes(word ?? ""));
        expect(progress === "SUCCEEDED").toBe(word === null || word === undefined || word === "succeeded");
      }),
    );
  });

  /** Stripe makes no refund beyond what is left of the charge; each then fails or not, and is told any number of times. */
  const history = fc
    .record({
      paidCents: fc.integer({ min: 1, max: 1_000 }),
      wanted: fc.array(
        fc.record({
          share: fc.double({ min: 0, max: 1, noNaN: true }),
          life: fc.constantFrom<string[]>(
            ["pending"],
            ["succeeded"],
            ["pending", "succeeded"],
            ["pending", "failed"],
            ["pending", "succeeded", "failed"],
            ["pending", "canceled"],
          ),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    })
    .map(({ paidCents, wanted }) => {
      let leftCents = paidCents;
      const refunds = wanted.map(({ share, life }, index) => {
        const amountCents = Math.ceil(leftCents * share);
        const gone = life.includes("failed") || life.includes("canceled");
        if (!gone) leftCents -= amountCents;
        return { id: `re_${index}`, amountCents, life, counts: !gone };
      });
      return { paidCents, refunds };
    });
  const told = history.chain(({ paidCents, refunds }) => {
    const facts = refunds.flatMap(({ id, amountCents, life }) => life.map((status) => ({ id, amountCents, status })));
    return fc.record({
      paidCents: fc.constant(paidCents),
      refunds: fc.constant(refunds),
      facts: fc
        .array(fc.constantFrom(...facts), { maxLength: 12 })
        .chain((more) => fc.shuffledSubarray([...facts, ...more], { minLength: facts.length + more.length })),
    });
  });

  /** As `recordRefund` does with rows: a refund is counted by its id and only moves ahead. */
  const refundedCents = (facts: readonly { id: string; amountCents: number; status: string }[]) => {
    const known = new Map<string, { progress: RefundProgress; amountCents: number }>();
    for (const { id, amountCents, status } of facts) {
      const progress = refundProgress(status);
      const before = known.get(id);
      if (before === undefined || isRefundAhead(progress, before.progress)) known.set(id, { progress, amountCents });
    }
    let sum = 0;
    for (const { progress, amountCents } of known.values()) if (countsAsRefunded(progress)) sum += amountCents;
    return sum;
  };

  test("told in any order and number, they come to the sum of the distinct ones that did not fail, never above what was paid", () => {
    fc.assert(
      fc.property(told, ({ paidCents, refunds, facts }) => {
        let expected = 0;
        for (const refund of refunds) if (refund.counts) expected += refund.amountCents;
        expect(refundedCents(facts)).toBe(expected);
        expect(refundedCents(facts)).toBeLessThanOrEqual(paidCents);
      }),
      { numRuns: 500 },
    );
  });
});

test("of a PaymentIntent's statuses four say that something happened, and a wait for a payment method only after an error", () => {
  const statuses = ["succeeded", "canceled", "processing", "requires_payment_method", "requires_source"];
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(undefined, ...statuses), fc.string()), fc.boolean(), (status, declined) => {
      const happened = happenedTo({ status, last_payment_error: declined ? { code: "card_declined" } : null });
      if (status === "succeeded" || status === "canceled" || status === "processing") expect(happened).toBe(status);
      else if (status === "requires_payment_method" || status === "requires_source")
        expect(happened).toBe(declined ? "failed" : null);
      else expect(happened).toBeNull();
    }),
  );
});

test("a dispute is closed by three statuses and no other", () => {
  const open = ["warning_needs_response", "warning_under_review", "needs_response", "under_review"];
  const closing = ["won", "lost", "warning_closed"];
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...open, ...closing), fc.string()), (status) => {
      expect(isDisputeClosed(status)).toBe(closing.includes(status));
    }),
  );
});

test("a parked event is tried again after the first delay, then ever later, at most an hour, and some hours in all", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_600 }), fc.nat({ max: 2_000 }), (firstSeconds, attempts) => {
      const delay = retryDelaySeconds(attempts, firstSeconds);
      expect(delay).toBeGreaterThanOrEqual(firstSeconds);
      expect(delay).toBeLessThanOrEqual(3_600);
      expect(retryDelaySeconds(attempts + 1, firstSeconds)).toBe(
        attempts === 0 ? firstSeconds : Math.min(3_600, 2 * delay),
      );
      let total = 0;
      for (let attempt = 1; attempt < MOST_EVENT_ATTEMPTS; attempt += 1) total += retryDelaySeconds(attempt, 10);
      expect(total / 3_600).toBeGreaterThan(8);
      expect(total / 3_600).toBeLessThan(12);
    }),
  );
});
