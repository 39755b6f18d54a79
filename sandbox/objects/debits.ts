import type { Context } from "../core/world";
import { chargePends, originOf, pendingChargeFails, pendingChargeSucceeds } from "./charges";
import { openDispute } from "./disputes";
import { get, save } from "./documents";
import { emit } from "./events";
import { failIntent } from "./outcomes";
import { unexpectedState } from "./payment-intent-states";
import { accountBehaviour } from "./payment-methods";
import { schedule } from "./schedule";
import type { PaymentIntent, PaymentMethod } from "./types";

export function startDebit(context: Context, intent: PaymentIntent, method: PaymentMethod): PaymentIntent {
  const charge = chargePends(context, originOf(intent), method);
  intent.latest_charge = charge.id;
  intent.status = "processing";
  intent.processing = { type: method.type };
  save(context, intent);
  emit(context, "payment_intent.processing", intent);
  const account = accountBehaviour(method);
  schedule(context, context.settings.settleDelayMs * (account?.slowness ?? 1), "settle", intent.id);
  return intent;
}

/** The bank's word on a debit; `undefined` leaves it to the test account that was used. */
export function settleDebit(
  context: Context,
  intent: PaymentIntent,
  wanted: "succeed" | "fail" | undefined,
): PaymentIntent {
  if (intent.status !== "processing" || !intent.latest_charge || !intent.payment_method)
    throw unexpectedState(context, intent, `This PaymentIntent is not processing: its status is ${intent.status}.`);
  const charge = get(context, "charge", intent.latest_charge);
  const method = get(context, "payment_method", intent.payment_method);
  const account = accountBehaviour(method);
  const outcome = wanted ?? (account?.outcome === "fails" ? "fail" : "succeed");
  if (outcome === "fail") {
    const code = account?.failureCode ?? "payment_intent_payment_attempt_failed";
    const message = "The bank refused this debit.";
    pendingChargeFails(context, charge, code, message);
    failIntent(context, intent, {
      type: "invalid_request_error",
      code,
      message,
      charge: charge.id,
      payment_method: method,
    });
    return intent;
  }
  pendingChargeSucceeds(context, charge);
  intent.status = "succeeded";
  intent.processing = null;
  intent.amount_received = intent.amount;
  save(context, intent);
  emit(context, "payment_intent.succeeded", intent, { status: "processing", amount_received: 0 });
  if (account?.outcome === "succeeds_then_disputed")
    openDispute(context, charge, {
      reason: "debit_not_authorized",
      inquiry: false,
      networkReasonCode: "MD06",
    });
  return intent;
}
