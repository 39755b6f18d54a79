import { newId } from "../core/ids";
import { refused } from "../core/stripe-error";
import { seconds, type Context } from "../core/world";
import { disputeEntry } from "./balance";
import { get, insert, save } from "./documents";
import { emit } from "./events";
import type { Charge, Dispute, DisputeStatus } from "./types";

export type DisputeInput = {
  reason: string;
  inquiry: boolean;
  networkReasonCode: string;
  amount?: number;
};

const NINE_DAYS = 9 * 24 * 3600;

/** An inquiry asks a question and moves no money; a dispute takes the money at once. */
export function openDispute(context: Context, charge: Charge, input: DisputeInput): Dispute {
  if (charge.disputed) throw refused("charge_disputed", `The charge ${charge.id} is disputed already.`);
  const id = newId(context.random, "du");
  const amount = input.amount ?? charge.amount_captured;
  const dispute = insert(context, {
    id,
    object: "dispute",
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: seconds(context),
    currency: charge.currency,
    evidence: {},
    evidence_details: {
      due_by: seconds(context) + NINE_DAYS,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: input.inquiry,
    livemode: false,
    metadata: {},
    network_reason_code: input.networkReasonCode,
    payment_intent: charge.payment_intent,
    reason: input.reason,
    status: input.inquiry ? "warning_needs_response" : "needs_response",
  } satisfies Dispute);
  charge.disputed = true;
  save(context, charge);
  emit(context, "charge.dispute.created", dispute);
  if (!input.inquiry) moveFunds(context, dispute, "withdrawn");
  return dispute;
}

function moveFunds(context: Context, dispute: Dispute, direction: "withdrawn" | "reinstated"): void {
  dispute.balance_transactions.push(disputeEntry(context, dispute, direction));
  save(context, dispute);
  emit(context, `charge.dispute.funds_${direction}`, dispute);
}

/** An inquiry that the bank turns into a real dispute. */
export function escalateDispute(context: Context, dispute: Dispute): Dispute {
  if (!dispute.status.startsWith("warning_") || isClosed(dispute)) throw closed(dispute);
  change(context, dispute, "needs_response");
  dispute.is_charge_refundable = false;
  moveFunds(context, dispute, "withdrawn");
  return dispute;
}

/** The words that Stripe's test mode understands as evidence decide how a dispute ends. */
export function submitEvidence(
  context: Context,
  dispute: Dispute,
  evidence: Record<string, string>,
  submit: boolean,
): Dispute {
  if (isClosed(dispute)) throw closed(dispute);
  dispute.evidence = { ...dispute.evidence, ...evidence };
  dispute.evidence_details.has_evidence = true;
  if (submit) {
    dispute.evidence_details.submission_count += 1;
    change(context, dispute, dispute.status.startsWith("warning_") ? "warning_under_review" : "under_review");
    const word = dispute.evidence["uncategorized_text"];
    if (word === "winning_evidence") return closeDispute(context, dispute, "won");
    if (word === "losing_evidence") return closeDispute(context, dispute, "lost");
    return dispute;
  }
  save(context, dispute);
  emit(context, "charge.dispute.updated", dispute);
  return dispute;
}

export function closeDispute(context: Context, dispute: Dispute, outcome: "won" | "lost"): Dispute {
  if (isClosed(dispute)) throw closed(dispute);
  const inquiry = dispute.status.startsWith("warning_");
  const previous = { status: dispute.status };
  dispute.status = inquiry ? "warning_closed" : outcome;
  save(context, dispute);
  if (inquiry || outcome === "won") {
    const charge = get(context, "charge", dispute.charge);
    charge.disputed = inquiry ? false : charge.disputed;
    save(context, charge);
  }
  emit(context, "charge.dispute.closed", dispute, previous);
  if (!inquiry && outcome === "won") moveFunds(context, dispute, "reinstated");
  return dispute;
}

function change(context: Context, dispute: Dispute, status: DisputeStatus): void {
  const previous = { status: dispute.status };
  dispute.status = status;
  save(context, dispute);
  emit(context, "charge.dispute.updated", dispute, previous);
}

function isClosed(dispute: Dispute): boolean {
  return ["won", "lost", "warning_closed"].includes(dispute.status);
}

function closed(dispute: Dispute) {
  return refused(
    "dispute_unexpected_state",
    `The dispute ${dispute.id} cannot do that: its status is ${dispute.status}.`,
  );
}
