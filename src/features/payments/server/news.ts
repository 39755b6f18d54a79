import type { EventSource } from "@/db/schema/processed-webhook-events";
import type { PaymentIntentFacts } from "@/lib/stripe";

export type Happened = "succeeded" | "failed" | "processing" | "canceled";

/** The event that told us, with its bytes for parking; null when we asked Stripe ourselves. */
export type TellingEvent = {
  id: string;
  type: string;
  apiVersion: string | null;
  createdAt: Date | null;
  rawBody: Buffer;
};

export type News = {
  happened: Happened;
  intent: PaymentIntentFacts;
  /** The event's mode, or the answer's. */
  livemode: boolean;
  /** Stripe's present answer to our question, not an event's snapshot. */
  asked: boolean;
  source: EventSource;
  event: TellingEvent | null;
};

export type Applied = {
  outcome: "processed" | "duplicate" | "ignored" | "parked";
  effect: string;
  orderId: string | null;
};
/** What a transaction may find: it is done, or Stripe must be asked first (never inside a transaction). */
export type Step = Applied | "ask-stripe";

/** Our installation's event about an order that we do not have (yet): an error, so that it is delivered and tried again (O7). */
export class OrderUnknown extends Error {
  override name = "OrderUnknown";
}

/** A refund of money that Stripe itself does not call received: one of the two is not yet, or never, true. */
export class PaymentNotSucceeded extends Error {
  override name = "PaymentNotSucceeded";
}

/** A refund in another currency than its money came in: Stripe gives back what it took. */
export class RefundContradictsPayment extends Error {
  override name = "RefundContradictsPayment";
}
