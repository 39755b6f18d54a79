import { LISTENED_EVENTS } from "@/features/payments/server/listened-events";

/** An event that was answered with 2xx. */
export type AnsweredEvent = { id: string; type: string; outcome: string; paymentIntentId: string | null };

type Kept = {
  /** Events that are recorded as processed, or parked. */
  events: ReadonlySet<string>;
  /** PaymentIntents that payments of ours have. */
  paymentIntents: ReadonlySet<string>;
};

/** I8: yes was said to it, so it must be durably there; only what is not ours, or not listened to, may be let go. */
export function findForgotten(answered: readonly AnsweredEvent[], kept: Kept): string[] {
  const breaches = answered.flatMap(({ id, type, outcome, paymentIntentId }) => {
    if (kept.events.has(id)) return [];
    if (outcome !== "ignored") return [`I8: ${id} (${type}) was answered «${outcome}» and is nowhere`];
    const isOurs =
      type === "payment_intent.succeeded" || (paymentIntentId !== null && kept.paymentIntents.has(paymentIntentId));
    return isOurs && Object.hasOwn(LISTENED_EVENTS, type)
      ? [`I8: ${id} (${type}), about a payment of ours, was ignored and is nowhere`]
      : [];
  });
  return [...new Set(breaches)];
}

/** The PaymentIntent that an event is about: its object, or what its object belongs to. */
export function paymentIntentOf(object: Record<string, unknown>): string | null {
  const id = object["object"] === "payment_intent" ? object["id"] : object["payment_intent"];
  return typeof id === "string" ? id : null;
}
