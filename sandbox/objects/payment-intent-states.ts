import { StripeError } from "../core/stripe-error";
import type { Context } from "../core/world";
import { snapshot } from "./render";
import type { PaymentIntent, PaymentIntentStatus } from "./types";

type Request = { doing: "confirm" | "cancel" | "capture" } | { doing: "update"; field: string };

/** Which request each status allows: https://docs.stripe.com/payments/paymentintents/lifecycle. */
const ALLOWED: Readonly<Record<Request["doing"], readonly PaymentIntentStatus[]>> = {
  confirm: ["requires_payment_method", "requires_confirmation", "requires_action"],
  cancel: ["requires_payment_method", "requires_capture", "requires_confirmation", "requires_action"],
  capture: ["requires_capture"],
  update: ["requires_payment_method", "requires_confirmation", "requires_action"],
};

export function requireStatus(context: Context, intent: PaymentIntent, request: Request): void {
  if (!ALLOWED[request.doing].includes(intent.status))
    throw unexpectedState(context, intent, sentence(intent, request));
}

/** The error carries the PaymentIntent, so that the asker sees at once what has become of it. */
export function unexpectedState(context: Context, intent: PaymentIntent, message: string): StripeError {
  return new StripeError(400, {
    type: "invalid_request_error",
    code: "payment_intent_unexpected_state",
    message,
    payment_intent: snapshot(context, intent),
  });
}

function sentence(intent: PaymentIntent, request: Request): string {
  const allowed = ALLOWED[request.doing].join(", ");
  const only = `Only a PaymentIntent with one of the following statuses may be`;
  switch (request.doing) {
    case "confirm":
      return intent.status === "succeeded"
        ? "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
        : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. ${only} confirmed: ${allowed}.`;
    case "cancel":
      return `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. ${only} canceled: ${allowed}.`;
    case "capture":
      return `This PaymentIntent could not be captured because it has a status of ${intent.status}. ${only} captured: ${allowed}.`;
    case "update":
      return `This PaymentIntent's ${request.field} could not be updated because it has a status of ${intent.status}. You may only update the ${request.field} of a PaymentIntent with one of the following statuses: ${allowed}.`;
    default:
      request satisfies never;
      return "";
  }
}
