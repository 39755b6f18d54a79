import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import { db, type Reader } from "@/db/client";
import { parkedEvents, type EventSource } from "@/db/schema/processed-webhook-events";
import { transaction } from "@/db/transaction";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addToWorklist } from "@/features/staff/server/worklist";
import { addMs, now } from "@/lib/clock";
import { config } from "@/lib/config";
import { crashPoint } from "@/lib/crash-point";
import { log } from "@/lib/log";
import { countEvent } from "@/lib/metrics";
import { finishParkedEvent } from "./finish-parked-event";
import type { Applied } from "./news";
import { nameOf } from "./park-failed-event";
import { processEvent } from "./process-event";
import { MOST_EVENT_ATTEMPTS, retryDelaySeconds } from "./rules";
import { createdAtOf, readStripeEvent, type StripeEvent } from "./stripe-event";
import { claimWebhookEvent } from "./queries";

/** Longer than one event's processing can take with Stripe's time-outs in it; a dead worker's events come back after it. */
const LEASE_MS = 50_000;
const BATCH = 10;

type Claimed = { id: string; type: string; rawBody: Buffer | null; attempts: number };

/** Processes parked events that are due, each on its own: one that is poisoned does not hold up the others (B6). */
export async function retryParkedEvents(): Promise<number> {
  const due = await transaction((tx) => claimDue(tx));
  for (const event of due) if (await isStillOurs(event)) await retryOne(event, "RETRY");
  return due.length;
}

/** The lease begins anew for each of a batch; what another worker has taken over meanwhile is left to it, or its attempts would run out. */
async function isStillOurs(event: Claimed): Promise<boolean> {
  const kept = await db()
    .update(parkedEvents)
    .set({ notBefore: addMs(now(), LEASE_MS) })
    .where(
      and(eq(parkedEvents.id, event.id), eq(parkedEvents.attempts, event.attempts), eq(parkedEvents.status, "WAITING")),
    )
    .returning({ id: parkedEvents.id });
  return kept.length > 0;
}

/** Several workers may claim at once: each takes rows that no other has, and moves them out of reach for a while. */
async function claimDue(tx: Reader): Promise<Claimed[]> {
  const at = now();
  const due = tx
    .select({ id: parkedEvents.id })
    .from(parkedEvents)
    .where(and(eq(parkedEvents.status, "WAITING"), lte(parkedEvents.notBefore, at)))
    .orderBy(asc(parkedEvents.notBefore))
    .limit(BATCH)
    .for("update", { skipLocked: true });
  return tx
    .update(parkedEvents)
    .set({ attempts: sql`${parkedEvents.attempts} + 1`, notBefore: addMs(at, LEASE_MS), updatedAt: at })
    .where(inArray(parkedEvents.id, due))
    .returning({
      id: parkedEvents.id,
      type: parkedEvents.type,
      rawBody: parkedEvents.rawBody,
      attempts: parkedEvents.attempts,
    });
}

async function retryOne(event: Claimed, source: EventSource): Promise<Applied | null> {
  try {
    const read = event.rawBody === null ? null : readStripeEvent(event.rawBody.toString("utf8"));
    if (read?.kind !== "event" || event.rawBody === null) throw new Error("the parked bytes are no event");
    const applied = await processEvent(read.event, event.rawBody, source);
    countEvent(applied.outcome);
    log.info(
      {
        eventId: event.id,
        type: event.type,
        outcome: applied.outcome,
        effect: applied.effect,
        orderId: applied.orderId,
        attempts: event.attempts,
      },
      "parked event retried",
    );
    await crashPoint("parked-event-processed-before-done");
    await finish(event, read.event, applied, source);
    return applied;
  } catch (error) {
    log.warn({ error, eventId: event.id, attempts: event.attempts }, "a parked event failed again");
    await postpone(event, nameOf(error));
    return null;
  }
}

/** `parked` has put it before the staff; the other outcomes need it no more, and that nothing was to be done is written down too. */
async function finish(event: Claimed, read: StripeEvent, applied: Applied, source: EventSource): Promise<void> {
  switch (applied.outcome) {
    case "parked":
      return;
    case "ignored": {
      const record = {
        id: event.id,
        type: event.type,
        effect: applied.effect,
        orderId: applied.orderId,
        source,
        objectId: null,
        apiVersion: null,
        createdAtStripe: createdAtOf(read),
      };
      await transaction((tx) => claimWebhookEvent(tx, record, now()));
      return;
    }
    case "processed":
    case "duplicate":
      return finishParkedEvent(db(), event.id, now());
    default:
      return applied.outcome satisfies never;
  }
}

/** The attempt's number fences: a worker that was slower than its lease must not write over a newer attempt. */
async function postpone(event: Claimed, lastError: string): Promise<void> {
  const at = now();
  const dead = event.attempts >= MOST_EVENT_ATTEMPTS;
  const mine = and(
    eq(parkedEvents.id, event.id),
    eq(parkedEvents.attempts, event.attempts),
    inArray(parkedEvents.status, ["WAITING", "FOR_STAFF"]),
  );
  await transaction(async (tx) => {
    const notBefore = addMs(at, retryDelaySeconds(event.attempts, config().EVENT_RETRY_SECONDS) * 1000);
    const written = await tx
      .update(parkedEvents)
      .set({ lastError, notBefore, updatedAt: at, ...(dead && { status: "DEAD" as const }) })
      .where(mine)
      .returning({ id: parkedEvents.id });
    if (!dead || written.length === 0) return;
    await addToWorklist(
      tx,
      {
        kind: "EVENT_DEAD",
        dedupeKey: `event-dead:${event.id}`,
        details: { eventId: event.id, type: event.type, lastError },
      },
      at,
    );
    await raiseAlert(
      tx,
      {
        kind: "event_dead",
        dedupeKey: `event-dead:${event.id}`,
        details: { eventId: event.id, type: event.type, lastError },
      },
      at,
    );
  });
}

/** Staff replay one event by hand, dead or put before them: the same way in, so it stays as harmless as a duplicate (M17). */
export async function replayEvent(id: string): Promise<Applied | "unknown" | "failed"> {
  const [event] = await db()
    .update(parkedEvents)
    .set({ attempts: sql`${parkedEvents.attempts} + 1`, updatedAt: now() })
    .where(and(eq(parkedEvents.id, id), sql`${parkedEvents.rawBody} is not null`))
    .returning({
      id: parkedEvents.id,
      type: parkedEvents.type,
      rawBody: parkedEvents.rawBody,
      attempts: parkedEvents.attempts,
    });
  if (!event) return "unknown";
  log.info({ eventId: id }, "staff replay an event");
  return (await retryOne(event, "REPLAY")) ?? "failed";
}
