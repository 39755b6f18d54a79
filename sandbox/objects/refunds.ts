import { newId } from "../core/ids";
import { refused } from "../core/stripe-error";
import { seconds, type Context } from "../core/world";
import { entry } from "./balance";
import { get, insert, list, save } from "./documents";
import { emit } from "./events";
import { money } from "./payment-intents";
import { cardBehaviour } from "./payment-methods";
import { forgetTasksOf, schedule } from "./schedule";
import type { Charge, Metadata, Refund } from "./types";

export type RefundInput = {
  charge: Charge;
  amount?: number | undefined;
  reason?: string | null | undefined;
  metadata?: Metadata | undefined;
};

/** More refunds of one charge than this no test makes. */
const MOST_REFUNDS = 100;

export function createRefund(context: Context, input: RefundInput): Refund {
  const { charge } = input;
  const left = refundable(context, charge);
  if (left === 0)
    throw refused("charge_already_refunded", `Charge ${charge.id} has already been refunded.`, {
      charge: charge.id,
    });
  const amount = input.amount ?? left;
  if (amount > left)
    throw refused(
      "amount_too_large",
      `Refund amount (${money(amount, charge.currency)}) is greater than unrefunded amount on charge (${money(left, charge.currency)})`,
      { param: "amount" },
    );

  const behaviour = charge.payment_method
    ? cardBehaviour(get(context, "payment_method", charge.payment_method)).refund
    : undefined;
  const id = newId(context.random, "re");
  const refund: Refund = {
    id,
    object: "refund",
    amount,
    balance_transaction: entry(context, {
      type: "refund",
      category: "refund",
      amount: -amount,
      fee: 0,
      currency: charge.currency,
      source: id,
      description: "REFUND FOR CHARGE",
    }).id,
    charge: charge.id,
    created: seconds(context),
    currency: charge.currency,
    destination_details: {
      type: String(charge.payment_method_details["type"]),
      card: {
        reference_status: "pending",
        reference_type: "acquirer_reference_number",
        type: "refund",
      },
    },
    metadata: input.metadata ?? {},
    payment_intent: charge.payment_intent,
    reason: input.reason ?? null,
    receipt_number: null,
    status: behaviour === "pending" ? "pending" : "succeeded",
  };
  insert(context, refund);
  if (behaviour === "pending") schedule(context, context.settings.refundDelayMs, "finish_refund", id);
  if (behaviour === "fails_later") schedule(context, context.settings.refundDelayMs, "fail_refund", id);

  emit(context, "refund.created", refund);
  const previous = { amount_refunded: charge.amount_refunded, refunded: charge.refunded };
  countRefunds(context, charge);
  emit(context, "charge.refunded", charge, previous);
  return refund;
}

/** What a charge can still give back; failed and cancelled refunds have given nothing. */
function refundable(context: Context, charge: Charge): number {
  if (charge.status !== "succeeded" || !charge.captured) {
    throw refused(
      "charge_not_refundable",
      charge.status === "pending"
        ? `Charge ${charge.id} is still pending; it can be refunded when it has succeeded.`
        : `Charge ${charge.id} was not successful, so it cannot be refunded.`,
    );
  }
  return charge.amount_captured - refunded(context, charge);
}

function refunded(context: Context, charge: Charge): number {
  return list(context, "refund", { limit: MOST_REFUNDS, charge: charge.id })
    .data.filter((refund) => refund.status !== "failed" && refund.status !== "canceled")
    .reduce((sum, refund) => sum + refund.amount, 0);
}

/** `amount_refunded` is cumulative, and goes down again when a refund fails at the bank. */
function countRefunds(context: Context, charge: Charge): void {
  const sum = refunded(context, charge);
  charge.amount_refunded = charge.amount - charge.amount_captured + sum;
  charge.refunded = sum >= charge.amount_captured;
  save(context, charge);
}

export function finishRefund(context: Context, refund: Refund): Refund {
  requirePending(refund, "succeed");
  refund.status = "succeeded";
  save(context, refund);
  forgetTasksOf(context, refund.id);
  announce(context, refund, { status: "pending" });
  return refund;
}

/** The bank sends the money back: the refund failed, also days after it had succeeded. */
export function failRefund(context: Context, refund: Refund, reason = "lost_or_stolen_card"): Refund {
  if (refund.status === "failed" || refund.status === "canceled")
    throw refused("refund_unexpected_state", `The refund ${refund.id} is already ${refund.status}.`);
  return undoRefund(context, refund, "failed", reason);
}

export function cancelRefund(context: Context, refund: Refund): Refund {
  requirePending(refund, "be canceled");
  return undoRefund(context, refund, "canceled", undefined);
}

function undoRefund(
  context: Context,
  refund: Refund,
  status: "failed" | "canceled",
  reason: string | undefined,
): Refund {
  const previous = { status: refund.status };
  refund.status = status;
  if (reason) refund.failure_reason = reason;
  refund.failure_balance_transaction = entry(context, {
    type: "refund_failure",
    category: "refund_failure",
    amount: refund.amount,
    fee: 0,
    currency: refund.currency,
    source: refund.id,
    description: "REFUND FAILURE",
  }).id;
  save(context, refund);
  forgetTasksOf(context, refund.id);
  countRefunds(context, get(context, "charge", refund.charge));
  announce(context, refund, previous);
  return refund;
}

function announce(context: Context, refund: Refund, previous: Record<string, unknown>): void {
  emit(context, "refund.updated", refund, previous);
  if (refund.status === "failed") emit(context, "refund.failed", refund, previous);
  // The older name of the same news: endpoints made years ago still listen to it.
  emit(context, "charge.refund.updated", refund, previous);
}

function requirePending(refund: Refund, what: string): void {
  if (refund.status !== "pending" && refund.status !== "requires_action")
    throw refused("refund_unexpected_state", `The refund ${refund.id} cannot ${what}: its status is ${refund.status}.`);
}
