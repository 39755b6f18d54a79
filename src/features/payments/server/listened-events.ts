/** What an event is about, and which use case follows. */
export type EventHandling =
  | { about: "payment_intent"; happened: "succeeded" | "failed" | "processing" | "canceled" }
  | { about: "charge-refunds" }
  | { about: "refund" }
  | { about: "dispute"; funds?: "withdrawn" | "reinstated" };

/** Every Stripe event that we listen to, with the reason why. All others are answered 200 and ignored (an error would make Stripe disable the endpoint). */
export const LISTENED_EVENTS: Readonly<Record<string, { handling: EventHandling; reason: string }>> = {
  "payment_intent.succeeded": {
    handling: { about: "payment_intent", happened: "succeeded" },
    reason: "The money has arrived: the order is paid.",
  },
  "payment_intent.payment_failed": {
    handling: { about: "payment_intent", happened: "failed" },
    reason: "An attempt was declined: the visitor is told and may try again on the same PaymentIntent.",
  },
  "payment_intent.processing": {
    handling: { about: "payment_intent", happened: "processing" },
    reason: "A bank debit takes days: the places are kept until it ends.",
  },
  "payment_intent.canceled": {
    handling: { about: "payment_intent", happened: "canceled" },
    reason:
      "Cancelled by us at the end of the time to pay, or by the school in Stripe's dashboard: no money can come any more.",
  },
  "charge.refunded": {
    handling: { about: "charge-refunds" },
    reason:
      "Refunds made in the dashboard, as older API versions tell them; its amount is cumulative, so the refunds themselves are read.",
  },
  "refund.created": {
    handling: { about: "refund" },
    reason: "A refund was made, here or in the dashboard: counted once by its id.",
  },
  "refund.updated": { handling: { about: "refund" }, reason: "A refund that was under way has ended." },
  "refund.failed": {
    handling: { about: "refund" },
    reason: "The bank sent the refund back: the money is ours again, staff must find another way.",
  },
  "charge.refund.updated": {
    handling: { about: "refund" },
    reason: "The name of refund.updated and refund.failed before 2024-10-28.",
  },
  "charge.dispute.created": {
    handling: { about: "dispute" },
    reason: "A customer disputes a charge: staff must answer in days.",
  },
  "charge.dispute.updated": { handling: { about: "dispute" }, reason: "The dispute's status has moved." },
  "charge.dispute.closed": { handling: { about: "dispute" }, reason: "Won or lost." },
  "charge.dispute.funds_withdrawn": {
    handling: { about: "dispute", funds: "withdrawn" },
    reason: "The disputed money was taken from the school's balance.",
  },
  "charge.dispute.funds_reinstated": {
    handling: { about: "dispute", funds: "reinstated" },
    reason: "It was given back, once.",
  },
};
