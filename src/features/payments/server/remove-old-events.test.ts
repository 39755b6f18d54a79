import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { removeOldEvents } from "./jobs";

test("records go after 90 days, bodies 30 days after they were done; a copy that comes later still changes nothing [D7] [B12] [E10] [T8]", async () => {
  const order = await givenOrder();
  const event = paymentSucceeded(order);
  await stripeDelivers(paymentSucceeded(order, { livemode: true }, { id: "evt_parked", livemode: true }));
  await stripeDelivers(event);
  const recorded = () => db().select().from(processedWebhookEvents).where(eq(processedWebhookEvents.id, event.id));

  setClock(addMs(now(), 31 * DAY_MS));
  await removeOldEvents();
  expect(await recorded()).toHaveLength(1);
  expect(await db().select({ status: parkedEvents.status, rawBody: parkedEvents.rawBody }).from(parkedEvents)).toEqual([
    { status: "DONE", rawBody: null },
  ]);

  setClock(addMs(now(), 60 * DAY_MS));
  await removeOldEvents();
  expect(await recorded()).toEqual([]);
  expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "duplicate" });
  expect((await order.read()).bookings).toHaveLength(1);
  await expectInvariants();
});
