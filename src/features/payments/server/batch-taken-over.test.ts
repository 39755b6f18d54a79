import { and, eq, inArray } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { addMs, now } from "@/lib/clock";
import { setCrashPoint } from "@/lib/crash-point";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder, type GivenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded } from "../../../../tests/support/stripe-events";
import { retryParkedEvents } from "./jobs";

afterEach(async () => {
  setCrashPoint();
  await expectInvariants();
});

/** The event of its success, which failed once and is due again. */
async function givenParkedSuccess(order: GivenOrder): Promise<string> {
  const event = paymentSucceeded(order);
  const at = now();
  await db()
    .insert(parkedEvents)
    .values({
      id: event.id,
      type: event.type,
      rawBody: Buffer.from(JSON.stringify(event)),
      status: "WAITING",
      attempts: 1,
      notBefore: addMs(at, -1_000),
      lastError: "Error",
      receivedAt: at,
      updatedAt: at,
    });
  return event.id;
}

test("of a batch that takes long, a success that another worker has taken over meanwhile is that worker's to apply [C13]", async () => {
  const orders = [await givenOrder(), await givenOrder()];
  const ids: string[] = [];
  for (const order of orders) ids.push(await givenParkedSuccess(order));
  // When the first of them is applied, it has taken longer than the lease, and somebody else is at the other one.
  const byTheOther = { attempts: 3, notBefore: addMs(now(), 50_000) };
  setCrashPoint(async (name) => {
    if (name !== "parked-event-processed-before-done") return;
    setCrashPoint();
    await db()
      .update(parkedEvents)
      .set(byTheOther)
      .where(and(inArray(parkedEvents.id, ids), eq(parkedEvents.status, "WAITING")));
  });

  expect(await retryParkedEvents()).toBe(2);

  const statuses: string[] = [];
  for (const order of orders) statuses.push((await order.read()).status);
  expect(statuses.toSorted()).toEqual(["PAID", "PENDING"]);
  const left = await db()
    .select({ attempts: parkedEvents.attempts, notBefore: parkedEvents.notBefore })
    .from(parkedEvents)
    .where(and(inArray(parkedEvents.id, ids), eq(parkedEvents.status, "WAITING")));
  expect(left).toEqual([byTheOther]);
});
