import type { OrderStatus, PaymentStatus } from "@/db/schema/status-words";

/** What Stripe says of a PaymentIntent, and how we came to know. */
export type Told = {
  /** The PaymentIntent's own status; the kind of event may say another (they contradict, then Stripe is asked). */
  status: string | undefined;
  amountReceivedCents: number | undefined;
  currency: string;
  livemode: boolean;
  /** True when this is Stripe's present answer to our question, not an event's snapshot. */
  asked: boolean;
};

export type PaymentToDecide = {
  orderStatus: OrderStatus;
  orderPaid: boolean;
  payment: { status: PaymentStatus; amountCents: number; currency: string };
  /** Whether our key takes real money. */
  livemode: boolean;
};

export type SuccessDecision =
  | { kind: "pay" }
  | { kind: "nothing-new" }
  /** The order is paid already by other money: all of this goes back. */
  | { kind: "give-back" }
  | { kind: "ask-stripe" }
  | { kind: "park"; reason: "WRONG_MODE" | "MONEY_CONTRADICTS_ORDER"; contradiction: Contradiction };
export type Contradiction = "mode" | "status" | "amount" | "currency" | "payment_intent";

const RECEIVED: readonly PaymentStatus[] = ["SUCCEEDED", "PARTIALLY_REFUNDED", "REFUNDED"];

/**
 * What a success does to its payment and order. Money that contradicts the order never fulfils it: an event of the wrong mode
 * is parked on its own word (our key could not ask about it); before anything else is parked, Stripe is asked.
 */
export function decideSuccess(found: PaymentToDecide, told: Told): SuccessDecision {
  if (told.livemode !== found.livemode) return { kind: "park", reason: "WRONG_MODE", contradiction: "mode" };
  const recorded = RECEIVED.includes(found.payment.status);
  if (recorded && found.orderPaid) return { kind: "nothing-new" };

  const contradiction = findContradiction(found.payment, told);
  if (contradiction !== null)
    return told.asked ? { kind: "park", reason: "MONEY_CONTRADICTS_ORDER", contradiction } : { kind: "ask-stripe" };
  return found.orderPaid ? { kind: "give-back" } : { kind: "pay" };
}

/**
 * A decline after the money came is old news; else it is told to the order while it can be paid, or at least to the payment.
 * Stripe's present answer keeps the last decline for ever: it is no new one when the payment has it already.
 */
export function decideFailure(
  order: { payable: boolean },
  payment: PaymentStatus,
  told: { asked: boolean },
): "fail" | "nothing-new" {
  if (RECEIVED.includes(payment) || (told.asked && payment === "FAILED")) return "nothing-new";
  return order.payable || payment === "PENDING" || payment === "PROCESSING" ? "fail" : "nothing-new";
}

/**
 * After a decline, `processing` is either the visitor's next attempt or an event that arrives late: only Stripe knows, and
 * waiting on a late one would keep the places for nothing.
 */
export function decideProcessing(
  order: { payable: boolean },
  payment: PaymentStatus,
  told: { status: string | undefined; asked: boolean },
): "wait" | "nothing-new" | "ask-stripe" {
  if (!order.payable || payment === "PROCESSING" || RECEIVED.includes(payment)) return "nothing-new";
  if (payment !== "FAILED") return "wait";
  if (!told.asked) return "ask-stripe";
  return told.status === "processing" ? "wait" : "nothing-new";
}

/** A cancellation after a success cannot be at Stripe: ask, keep what is paid, tell the operators (O3). */
export function decideCancellation(
  order: { payable: boolean },
  payment: PaymentStatus,
  told: { asked: boolean },
): "close" | "nothing-new" | "ask-stripe" | "impossible" {
  if (RECEIVED.includes(payment)) return told.asked ? "impossible" : "ask-stripe";
  return order.payable ? "close" : "nothing-new";
}

function findContradiction(due: { amountCents: number; currency: string }, told: Told): Contradiction | null {
  if (told.status !== "succeeded") return "status";
  // To the letter: Stripe writes currencies in lower case, so another case is not Stripe's hand.
  if (told.currency !== due.currency) return "currency";
  if (
    told.amountReceivedCents === undefined ||
    !Number.isSafeInteger(told.amountReceivedCents) ||
    told.amountReceivedCents < due.amountCents
  )
    return "amount";
  return null;
}

/** How far a refund has come; it only moves ahead, because events arrive in any order. A refund can fail after it succeeded. */
const REFUND_PROGRESS = { REQUESTED: 0, PENDING: 1, SUCCEEDED: 2, FAILED: 3, CANCELLED: 3 } as const;
export type RefundProgress = keyof typeof REFUND_PROGRESS;

export const isRefundAhead = (next: RefundProgress, current: RefundProgress): boolean =>
  REFUND_PROGRESS[next] > REFUND_PROGRESS[current];

/** Stripe's refund statuses; older API versions leave it out, when a refund was always done at once. Unknown ones count as under way. */
export function refundProgress(status: string | null | undefined): Exclude<RefundProgress, "REQUESTED"> {
  if (status === null || status === undefined || status === "succeeded") return "SUCCEEDED";
  if (status === "failed") return "FAILED";
  return status === "canceled" || status === "cancelled" ? "CANCELLED" : "PENDING";
}

/** Money has gone back, or is on its way. */
export const countsAsRefunded = (progress: RefundProgress): boolean =>
  progress === "PENDING" || progress === "SUCCEEDED";

/** Seconds before the n-th retry of a parked event: doubling from the first, at most an hour. */
export const retryDelaySeconds = (attempts: number, firstSeconds: number): number =>
  Math.min(3_600, firstSeconds * 2 ** Math.max(0, attempts - 1));

/** After this many attempts (about ten hours with the default first delay) an event is dead: an alert, and the staff's. */
export const MOST_EVENT_ATTEMPTS = 18;

/** A dispute's statuses that end it; nothing that comes later reopens it. https://docs.stripe.com/api/disputes/object */
export const isDisputeClosed = (status: string): boolean =>
  status === "won" || status === "lost" || status === "warning_closed";

/** What a PaymentIntent's present status means for its payment; null while nothing has ended. */
export function happenedTo(intent: {
  status?: string | undefined;
  last_payment_error?: unknown;
}): "succeeded" | "canceled" | "processing" | "failed" | null {
  switch (intent.status) {
    case "succeeded":
    case "canceled":
    case "processing":
      return intent.status;
    case "requires_payment_method":
    // Its name before 2019-02-11.
    case "requires_source":
      // Without an error nobody has tried to pay yet.
      return intent.last_payment_error ? "failed" : null;
    default:
      return null;
  }
}
