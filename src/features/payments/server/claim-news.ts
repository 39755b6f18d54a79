import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import type { EventSource } from "@/db/schema/processed-webhook-events";
import type { News, TellingEvent } from "./news";
import { claimWebhookEvent } from "./queries";

/**
 * The record that these news' effects are committed; false when another transaction did them for the same event. What we found
 * by asking Stripe has no event: it leaves a record of its source (D8), unless it found nothing new.
 */
export async function claimNews(tx: Tx, news: News, orderId: string, effect: string, now: Date): Promise<boolean> {
  const about = { effect, objectId: news.intent.id, orderId, source: news.source };
  if (news.event !== null) {
    return claimWebhookEvent(
      tx,
      {
        ...about,
        id: news.event.id,
        type: news.event.type,
        apiVersion: news.event.apiVersion,
        createdAtStripe: news.event.createdAt,
      },
      now,
    );
  }
  if (effect === "nothing-new") return true;
  const id = `${news.source.toLowerCase()}:${news.intent.id}:${news.happened}:${newId()}`;
  return claimWebhookEvent(
    tx,
    { ...about, id, type: `payment_intent.${news.happened}`, apiVersion: null, createdAtStripe: null },
    now,
  );
}

/** For events about something else than a PaymentIntent's own course: true when its effects are committed already. */
export async function claimedBefore(
  tx: Tx,
  event: TellingEvent,
  about: { effect: string; objectId: string; orderId: string; source: EventSource },
  now: Date,
): Promise<boolean> {
  return !(await claimWebhookEvent(
    tx,
    { ...about, id: event.id, type: event.type, apiVersion: event.apiVersion, createdAtStripe: event.createdAt },
    now,
  ));
}
