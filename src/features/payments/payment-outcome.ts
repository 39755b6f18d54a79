import type { PaymentIntent, StripeError } from "@stripe/stripe-js";

/** What Stripe.js says after `confirmPayment`, with the parts that decide. */
export type Confirmation = {
  error?: Pick<StripeError, "type"> & {
    code?: string | undefined;
    message?: string | undefined;
    payment_intent?: Pick<PaymentIntent, "status"> | undefined;
  };
  paymentIntent?: Pick<PaymentIntent, "status"> | undefined;
};

export type PaymentOutcome =
  /** Taken, or on its way: the order's page tells the rest. */
  | { kind: "sent" }
  /** A field of the card form is wrong; the form itself says which. */
  | { kind: "incomplete" }
  | { kind: "declined"; reason: string | undefined }
  /** This PaymentIntent cannot be confirmed any more: ask for the order again. */
  | { kind: "stale" }
  /** No answer: it may have been taken. */
  | { kind: "unknown" };

/** A second press or a second tab can find the PaymentIntent paid already: its status counts more than the error around it. */
export function outcomeOf({ error, paymentIntent }: Confirmation): PaymentOutcome {
  const status = (paymentIntent ?? error?.payment_intent)?.status;
  if (status === "succeeded" || status === "processing" || status === "requires_capture") return { kind: "sent" };
  if (error === undefined)
    return status === "requires_payment_method" ? { kind: "declined", reason: undefined } : { kind: "sent" };
  if (status === "canceled" || error.code === "payment_intent_unexpected_state") return { kind: "stale" };
  switch (error.type) {
    case "validation_error":
      return { kind: "incomplete" };
    case "card_error":
      return { kind: "declined", reason: error.message };
    case "invalid_request_error":
      // A challenge that was failed or closed comes as this type with some methods, and with a PaymentIntent to try again on.
      return status === undefined ? { kind: "stale" } : { kind: "declined", reason: error.message };
    default:
      return { kind: "unknown" };
  }
}
