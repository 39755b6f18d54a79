import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { removeOldEvents } from "./jobs";

beforeEach(() => db().delete(parkedEvents));

const given = (status: "WAITING" | "FOR_STAFF" | "DEAD" | "DONE", days: number) =>
  db()
    .insert(parkedEvents)
    .values({
      id: `evt_${status}_${days}`,
      type: "x",
      status,
      rawBody: Buffer.from("{}"),
      attempts: 1,
      notBefore: now(),
      lastError: "Error",
      receivedAt: addMs(now(), -days * DAY_MS),
      updatedAt: addMs(now(), -days * DAY_MS),
    });

test("the body of a parked event goes 30 days after it was done, and never while somebody may still need it [E10]", async () => {
  for (const status of ["WAITING", "FOR_STAFF", "DEAD", "DONE"] as const)
    for (const days of [29, 31]) await given(status, days);

  await removeOldEvents();

  const emptied = (await db().select().from(parkedEvents)).filter(({ rawBody }) => rawBody === null);
  expect(emptied.map(({ id }) => id)).toEqual(["evt_DONE_31"]);
});
