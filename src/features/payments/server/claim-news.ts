import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import type { EventSource } from "@/db/schema/processed-webhook-events";
import type { News, TellingEvent } from "./news";
import { claimWebhookEvent, claimWebhookEventOrFail, type EventRecord } from "./queries";

/** The record that these news' effects are committed; false when another transaction did them for the same event. */
export async function claimNews(tx: Tx, news: News, orderId: string, effect: string, now: Date): Promise<boolean> {
  // What we found by asking leaves no record when it is nothing new.
  if (news.event === null && effect === "nothing-new") return true;
  return claimWebhookEvent(tx, recordOf(news, orderId, effect), now);
}

/** The same for effects that are sent without waiting: told before, the whole transaction fails and nothing of them is kept. */
export const claimNewsOrFail = (tx: Tx, news: News, orderId: string, effect: string, now: Date): void =>
  claimWebhookEventOrFail(tx, recordOf(news, orderId, effect), now);

/** What we found by asking Stripe has no event: it leaves a record of its source (D8). */
function recordOf(news: News, orderId: string, effect: string): EventRecord {
  const about = { effect, objectId: news.intent.id, orderId, source: news.source };
  return news.event === null
    ? {
        ...about,
        id: `${news.source.toLowerCase()}:${news.intent.id}:${news.happened}:${newId()}`,
        type: `payment_intent.${news.happened}`,
        apiVersion: null,
        createdAtStripe: null,
      }
    : { ...about, ...eventOf(news.event) };
}

const eventOf = (event: TellingEvent) => ({
  id: event.id,
  type: event.type,
  apiVersion: event.apiVersion,
  createdAtStripe: event.createdAt,
});

/** For events about something else than a PaymentIntent's own course: true when its effects are committed already. */
export async function claimedBefore(
  tx: Tx,
  event: TellingEvent,
  about: { effect: string; objectId: string; orderId: string; source: EventSource },
  now: Date,
): Promise<boolean> {
  return !(await claimWebhookEvent(tx, { ...about, ...eventOf(event) }, now));
}
