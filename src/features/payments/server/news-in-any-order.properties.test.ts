import fc from "fast-check";
import { expect, test } from "vitest";
import type { CancelReason, OrderStatus, PaymentStatus } from "@/db/schema/status-words";
import { decideCancellation, decideFailure, decideProcessing, decideSuccess, happenedTo } from "./rules";

type Happened = NonNullable<ReturnType<typeof happenedTo>>;
type State = {
  order: OrderStatus;
  reason: CancelReason | null;
  payable: boolean;
  payment: PaymentStatus;
};
type News = { happened: Happened; status: string; amountReceivedCents: number; asked: boolean };
type Present = { status: string; last_payment_error: unknown; amountReceivedCents: number };

const DUE_CENTS = 10_000;

/** The tables of docs/domain/order-states.md, without refunds, which no news of a PaymentIntent brings. */
const ORDER_MOVES: readonly string[] = ["PENDING PAID", "PENDING CANCELLED", "CANCELLED PENDING", "CANCELLED PAID"];
const PAYMENT_MOVES: readonly string[] = [
  "PENDING PROCESSING",
  "PENDING SUCCEEDED",
  "PENDING FAILED",
  "PENDING CANCELLED",
  "PROCESSING SUCCEEDED",
  "PROCESSING FAILED",
  "PROCESSING CANCELLED",
  "FAILED SUCCEEDED",
  "FAILED PROCESSING",
  "CANCELLED SUCCEEDED",
];

const PLACED: State = { order: "PENDING", reason: null, payable: true, payment: "PENDING" };
const CLOSED: State = { order: "CANCELLED", reason: "expired", payable: false, payment: "CANCELLED" };

/** All that may befall a PaymentIntent, in the order in which it does: attempts, then perhaps an end. */
const anyHistory = fc
  .record({
    attempts: fc.array(fc.constantFrom<Happened[]>(["failed"], ["processing", "failed"]), { maxLength: 3 }),
    end: fc.constantFrom<Happened[]>(
      [],
      ["processing"],
      ["processing", "succeeded"],
      ["succeeded"],
      ["canceled"],
      // Impossible at Stripe, and told all the same (O3): the money decides.
      ["canceled", "succeeded"],
    ),
  })
  .map(({ attempts, end }) => [...attempts.flat(), ...end])
  .filter((history) => history.length > 0);

/** An event shows the PaymentIntent as it was; any of them comes any number of times (or never), in any order. */
const tellingOf = (anyAmountCents: fc.Arbitrary<number>) =>
  fc.tuple(anyHistory, anyAmountCents).chain(([history, amountCents]) => {
    const snapshots = history.map((happened) => snapshot(happened, amountCents));
    return fc.record({
      present: fc.constant(presentOf(history, amountCents)),
      inOrder: fc.constant(snapshots),
      events: fc.array(fc.constantFrom(...snapshots), { maxLength: 10 }),
    });
  });
const anyTelling = tellingOf(fc.constant(DUE_CENTS));

const statusOf = (happened: Happened) => (happened === "failed" ? "requires_payment_method" : happened);
const snapshot = (happened: Happened, amountReceivedCents = DUE_CENTS): News => ({
  happened,
  status: statusOf(happened),
  amountReceivedCents,
  asked: false,
});

/** What Stripe answers when it is asked now. */
function presentOf(history: readonly Happened[], amountReceivedCents: number): Present {
  return {
    status: statusOf(history.at(-1) ?? "failed"),
    last_payment_error: history.includes("failed") ? { code: "card_declined" } : null,
    amountReceivedCents,
  };
}

/** As `applyPaymentIntent` and `applyToOrder` carry the decisions out, on values instead of rows. */
function apply(state: State, news: News, present: Present): State {
  const after = carryOut(state, news);
  if (after !== "ask-stripe") return after;
  const answered = carryOut(state, answer(news.happened, present));
  if (answered === "ask-stripe") throw new Error("Stripe's present answer decides");
  return answered;
}

const answer = (happened: Happened, { status, amountReceivedCents }: Present): News => ({
  happened,
  status,
  amountReceivedCents,
  asked: true,
});

function carryOut(state: State, news: News): State | "ask-stripe" {
  switch (news.happened) {
    case "succeeded": {
      const { kind } = decideSuccess(
        {
          orderStatus: state.order,
          orderPaid: state.order === "PAID",
          payment: { status: state.payment, amountCents: DUE_CENTS, currency: "eur" },
          livemode: false,
        },
        { ...news, currency: "eur", livemode: false },
      );
      if (kind === "pay") return { order: "PAID", reason: null, payable: false, payment: "SUCCEEDED" };
      // Recorded as received, and the order as payable as it was.
      if (kind === "park") return { ...state, payment: "SUCCEEDED" };
      return kind === "ask-stripe" ? kind : state;
    }
    case "failed":
      if (decideFailure(state, state.payment, news) === "nothing-new") return state;
      return state.payable
        ? { ...state, order: "CANCELLED", reason: "payment_failed", payment: "FAILED" }
        : { ...state, payment: "FAILED" };
    case "processing": {
      const decision = decideProcessing(state, state.payment, news);
      if (decision !== "wait") return decision === "ask-stripe" ? decision : state;
      return { ...state, order: "PENDING", reason: null, payment: "PROCESSING" };
    }
    case "canceled": {
      const decision = decideCancellation(state, state.payment, news);
      if (decision !== "close") return decision === "ask-stripe" ? decision : state;
      return {
        order: "CANCELLED",
        reason: state.reason ?? "payment_canceled",
        payable: false,
        payment: state.payment === "FAILED" ? "FAILED" : "CANCELLED",
      };
    }
    default:
      return news.happened satisfies never;
  }
}

const applyAll = (from: State, events: readonly News[], present: Present) =>
  events.reduce((state, news) => apply(state, news, present), from);

/** Reconciliation, the end of the time to pay or the visitor's return: each tells Stripe's present answer as news. */
function askOnce(state: State, present: Present): State {
  const happened = happenedTo(present);
  return happened === null ? state : apply(state, answer(happened, present), present);
}

/**
 * What counts in the end. A payment that ended without money is FAILED or CANCELLED by whichever was told first, and its order
 * keeps the reason of that; no money, place or e-mail depends on which.
 */
const sense = ({ order, payable, payment }: State) => ({
  order,
  payable,
  payment: payment === "FAILED" || payment === "CANCELLED" ? "ended without money" : payment,
});

const startingStates = fc.constantFrom(PLACED, CLOSED);

test("statuses move only along their tables, whatever is told and whether the money is right or short", () => {
  fc.assert(
    fc.property(startingStates, tellingOf(fc.constantFrom(DUE_CENTS, DUE_CENTS - 1)), (from, { events, present }) => {
      let state = from;
      for (const news of events) {
        const next = apply(state, news, present);
        if (next.order !== state.order) expect(ORDER_MOVES).toContain(`${state.order} ${next.order}`);
        if (next.payment !== state.payment) expect(PAYMENT_MOVES).toContain(`${state.payment} ${next.payment}`);
        if (state.order === "CANCELLED" && next.order === "PENDING")
          expect(state).toMatchObject({ reason: "payment_failed", payable: true });
        state = next;
      }
    }),
    { numRuns: 500 },
  );
});

test("events of one PaymentIntent in any order and number end in the same state once Stripe was asked", () => {
  fc.assert(
    fc.property(startingStates, anyTelling, (from, { inOrder, events, present }) => {
      const asTold = askOnce(applyAll(from, events, present), present);
      const asItWas = askOnce(applyAll(from, inOrder, present), present);
      expect(sense(asTold)).toEqual(sense(asItWas));
    }),
    { numRuns: 500 },
  );
});

test("a success pays for good, wherever it comes among the others, without anybody asking again", () => {
  fc.assert(
    fc.property(startingStates, anyTelling, fc.nat({ max: 10 }), (from, { events, present }, at) => {
      fc.pre(present.status === "succeeded");
      const withSuccess = events.toSpliced(at, 0, snapshot("succeeded"));
      expect(applyAll(from, withSuccess, present)).toMatchObject({
        order: "PAID",
        payment: "SUCCEEDED",
        payable: false,
      });
    }),
    { numRuns: 500 },
  );
});

test("telling all of it a second time changes nothing more", () => {
  fc.assert(
    fc.property(startingStates, anyTelling, (from, { events, present }) => {
      const once = askOnce(applyAll(from, events, present), present);
      expect(sense(askOnce(applyAll(once, events, present), present))).toEqual(sense(once));
    }),
    { numRuns: 500 },
  );
});
