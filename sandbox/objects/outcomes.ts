import type { Context } from "../core/world";
import { chargeFails, chargeSucceeds, originOf } from "./charges";
import { openDispute } from "./disputes";
import { save } from "./documents";
import { emit } from "./events";
import { cardBehaviour } from "./payment-methods";
import type { Decline } from "./test-cards";
import type { PaymentError, PaymentIntent, PaymentMethod } from "./types";

/** How an attempt to pay ends. */
export function succeed(
  context: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated: boolean,
): PaymentIntent {
  const captured = intent.capture_method !== "manual";
  const charge = chargeSucceeds(context, originOf(intent), method, { captured, authenticated });
  const previous = { status: intent.status };
  intent.latest_charge = charge.id;
  intent.last_payment_error = null;
  if (!captured) {
    intent.status = "requires_capture";
    intent.amount_capturable = intent.amount;
    save(context, intent);
    emit(context, "payment_intent.amount_capturable_updated", intent, {
      ...previous,
      amount_capturable: 0,
    });
    return intent;
  }
  intent.status = "succeeded";
  intent.amount_received = intent.amount;
  save(context, intent);
  emit(context, "payment_intent.succeeded", intent, { ...previous, amount_received: 0 });
  const wanted = cardBehaviour(method).dispute;
  if (wanted) openDispute(context, charge, wanted);
  return intent;
}

export function recordDecline(
  context: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  why: Decline,
  authenticated: boolean,
): PaymentError {
  const charge = chargeFails(context, originOf(intent), method, why, authenticated);
  intent.latest_charge = charge.id;
  return failIntent(context, intent, {
    type: "card_error",
    code: why.code,
    ...(why.declineCode ? { decline_code: why.declineCode } : {}),
    message: why.message,
    charge: charge.id,
    payment_method: method,
  });
}

export function failIntent(context: Context, intent: PaymentIntent, error: PaymentError): PaymentError {
  const previous = { status: intent.status };
  // A failed attempt is not the end: the PaymentIntent waits for another payment method.
  intent.status = "requires_payment_method";
  intent.payment_method = null;
  intent.processing = null;
  intent.last_payment_error = {
    ...error,
    doc_url: `https://stripe.com/docs/error-codes/${error.code.replaceAll("_", "-")}`,
  };
  save(context, intent);
  emit(context, "payment_intent.payment_failed", intent, previous);
  return intent.last_payment_error;
}
