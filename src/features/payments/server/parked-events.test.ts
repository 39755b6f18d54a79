import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { alerts, worklistEntries } from "@/db/schema/operations";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { transaction } from "@/db/transaction";
import { addToWorklist, closeWorklistEntries, resolveWorklistEntry } from "@/features/staff/server/worklist";
import { addMinutes, addMs, now, setClock } from "@/lib/clock";
import { setCrashPoint } from "@/lib/crash-point";
import { givenOrder } from "../../../../tests/support/orders";
import { type Event, paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { whileLocked } from "../../../../tests/support/while-locked";
import { retryParkedEvents } from "./jobs";
import { upsertParkedEvent } from "./queries";
import { replayEvent } from "./retry-parked-events";

beforeEach(() => db().delete(parkedEvents));
afterEach(() => {
  setClock();
  setCrashPoint();
});

type Parked = typeof parkedEvents.$inferInsert;

/** An event that waits for its retry; by default one that can be processed. */
async function givenParked(
  changes: Partial<Parked> = {},
): Promise<{ id: string; order: Awaited<ReturnType<typeof givenOrder>> }> {
  const order = await givenOrder();
  const event = paymentSucceeded(order);
  await db()
    .insert(parkedEvents)
    .values({
      id: event.id,
      type: event.type,
      status: "WAITING",
      rawBody: Buffer.from(JSON.stringify(event)),
      attempts: 1,
      notBefore: addMs(now(), -1_000),
      lastError: "Error",
      receivedAt: now(),
      updatedAt: now(),
      ...changes,
    });
  return { id: event.id, order };
}
const UNREADABLE = Buffer.from("{");
const rowOf = async ({ id }: { id: string }) =>
  (await db().select().from(parkedEvents).where(eq(parkedEvents.id, id)))[0];
/** A worker tries, waits for the order, and loses its connection there; `meanwhile` is what it meets when it comes back. */
async function retryThatFails(order: { id: string }, meanwhile: () => Promise<unknown>): Promise<void> {
  await transaction(async (tx) => {
    await tx.execute(sql`select from orders where id = ${order.id} for update`);
    const attempt = retryParkedEvents();
    const waiting = sql`from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await vi.waitFor(async () => expect((await tx.execute(sql`select ${waiting}`)).rowCount).toBe(1));
    await meanwhile();
    await tx.execute(sql`select pg_terminate_backend(pid) ${waiting}`);
    await attempt;
  });
}

test("an event whose row somebody holds keeps no worker waiting", async () => {
  const parked = await givenParked();

  const { waited, outcome } = await whileLocked(
    sql`select from parked_events where id = ${parked.id} for update`,
    retryParkedEvents,
  );

  expect({ waited, outcome }).toEqual({ waited: false, outcome: 0 });
});

test("while a worker is at an event others leave it alone; a dead worker's is taken over within a minute [C13] [K12]", async () => {
  const parked = await givenParked();
  let others: number | undefined;
  setCrashPoint(async (name) => {
    if (name !== "parked-event-processed-before-done") return;
    setCrashPoint();
    await db().update(parkedEvents).set({ status: "WAITING" }).where(eq(parkedEvents.id, parked.id));
    others = await retryParkedEvents();
    throw new Error("killed");
  });
  expect(await retryParkedEvents()).toBe(1);
  expect(others).toBe(0);

  await db()
    .update(parkedEvents)
    .set({ status: "WAITING", notBefore: addMs(now(), 50_000) })
    .where(eq(parkedEvents.id, parked.id));
  expect(await retryParkedEvents()).toBe(0);
  setClock(addMs(now(), 60_000));
  expect(await retryParkedEvents()).toBe(1);
  expect(await rowOf(parked)).toMatchObject({ status: "DONE" });
});

test("those of its batch that a worker has not come to yet are left alone by the others [C13]", async () => {
  const parked = [await givenParked(), await givenParked()];
  let others: number | undefined;
  setCrashPoint(async (name) => {
    if (name !== "parked-event-processed-before-done") return;
    setCrashPoint();
    others = await retryParkedEvents();
  });

  expect(await retryParkedEvents()).toBe(2);

  expect(others).toBe(0);
  for (const one of parked) expect(await rowOf(one)).toMatchObject({ status: "DONE", attempts: 2 });
});

test("an event that was called dead, but is processed, is done and before nobody once it is replayed", async () => {
  const parked = await givenParked({ status: "DEAD" });
  await transaction(async (tx) => {
    const about = {
      id: parked.id,
      type: "payment_intent.succeeded",
      effect: "nothing-new",
      source: "WEBHOOK" as const,
    };
    await tx.insert(processedWebhookEvents).values({ ...about, processedAt: now() });
    await addToWorklist(tx, { kind: "EVENT_DEAD", dedupeKey: `event-dead:${parked.id}`, details: {} }, now());
  });

  expect(await replayEvent(parked.id)).toMatchObject({ outcome: "duplicate" });

  expect(await rowOf(parked)).toMatchObject({ status: "DONE" });
  const [entry] = await db()
    .select()
    .from(worklistEntries)
    .where(eq(worklistEntries.dedupeKey, `event-dead:${parked.id}`));
  expect(entry?.closedAt).not.toBeNull();
});

test("a worker that fails after its lease writes nothing over the next one's attempt [C13]", async () => {
  const parked = await givenParked();
  const later = addMinutes(now(), 77);
  await retryThatFails(parked.order, () =>
    db()
      .update(parkedEvents)
      .set({ attempts: 7, notBefore: later, lastError: "the next one's" })
      .where(eq(parkedEvents.id, parked.id)),
  );

  expect(await rowOf(parked)).toMatchObject({ attempts: 7, notBefore: later, lastError: "the next one's" });
});

test("a worker that fails writes nothing over an event that is done meanwhile", async () => {
  const parked = await givenParked({ lastError: "as it was" });
  await retryThatFails(parked.order, () =>
    db().update(parkedEvents).set({ status: "DONE" }).where(eq(parkedEvents.id, parked.id)),
  );

  expect(await rowOf(parked)).toMatchObject({ status: "DONE", lastError: "as it was" });
});

test("an event that Stripe's own retry has brought through waits for our retry no more [K2]", async () => {
  const { id } = await givenParked();
  const row = await rowOf({ id });
  const event: Event = JSON.parse(row?.rawBody?.toString() ?? "");

  expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "processed" });

  expect(await rowOf({ id })).toMatchObject({ status: "DONE" });
  expect(await retryParkedEvents()).toBe(0);
});

test.each(["FOR_STAFF", "DEAD", "DONE"] as const)("an event that is %s is not retried by itself", async (status) => {
  const parked = await givenParked({ status });

  expect(await retryParkedEvents()).toBe(0);

  expect(await rowOf(parked)).toMatchObject({ status, attempts: 1 });
  expect((await parked.order.read()).status).toBe("PENDING");
});

test("an event waits until its time", async () => {
  await givenParked({ notBefore: addMs(now(), 5_000) });

  expect(await retryParkedEvents()).toBe(0);
  setClock(addMs(now(), 5_001));
  expect(await retryParkedEvents()).toBe(1);
});

test.each(["DONE", "DEAD"] as const)("an event that is %s stays so when a copy of it fails [M17]", async (status) => {
  const parked = await givenParked({ status, attempts: 5, lastError: "as it was" });

  await upsertParkedEvent(
    db(),
    {
      id: parked.id,
      type: "x",
      rawBody: UNREADABLE,
      status: "WAITING",
      attempts: 1,
      notBefore: now(),
      lastError: "again",
    },
    now(),
  );

  expect(await rowOf(parked)).toMatchObject({ status, attempts: 5, lastError: "as it was" });
});

test("what a replay puts before the staff again is not done", async () => {
  const order = await givenOrder();
  const event: Event = { ...paymentSucceeded(order), livemode: true };
  await stripeDelivers(event);

  expect(await replayEvent(event.id)).toMatchObject({ outcome: "parked" });

  expect(await rowOf(event)).toMatchObject({ status: "FOR_STAFF" });
  expect(await db().select().from(processedWebhookEvents).where(eq(processedWebhookEvents.id, event.id))).toEqual([]);
});

test("the same trouble again is the same entry and the same alert, counted; what staff have closed keeps their words", async () => {
  const order = await givenOrder();
  const event: Event = { ...paymentSucceeded(order), livemode: true };
  await stripeDelivers(event);
  await stripeDelivers(event);
  const key = `wrong-mode:${order.paymentIntentId}`;
  const entries = () => db().select().from(worklistEntries).where(eq(worklistEntries.dedupeKey, key));
  const [entry, ...more] = await entries();
  expect(more).toEqual([]);
  expect(await db().select().from(alerts).where(eq(alerts.dedupeKey, key))).toMatchObject([{ count: 2 }]);

  expect(await resolveWorklistEntry(db(), entry?.id ?? "", "asked the bank", now())).toBe(true);
  expect(await resolveWorklistEntry(db(), entry?.id ?? "", "asked again", now())).toBe(false);
  await closeWorklistEntries(db(), null, [key], "settled itself", now());

  expect(await entries()).toMatchObject([{ resolution: "asked the bank" }]);
});
