import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { orderLines } from "@/db/schema/orders";
import { addMinutes, now, setClock } from "@/lib/clock";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder, type GivenOrder } from "../../../../tests/support/orders";
import { paymentFailed, stripeDelivers } from "../../../../tests/support/stripe-events";

afterEach(async () => {
  setClock();
  await expectInvariants();
});

async function holdOf(order: GivenOrder): Promise<{ id: string; expiresAt: Date | null }> {
  const [hold] = await db()
    .select({ id: holds.id, expiresAt: holds.expiresAt })
    .from(holds)
    .innerJoin(orderLines, eq(orderLines.id, holds.orderLineId))
    .where(eq(orderLines.orderId, order.id));
  if (hold === undefined) throw new Error("the order keeps no place");
  return hold;
}

test.each([
  ["of which little time is left is kept ten minutes from now", 2, 10],
  ["of which more is left keeps its time", 25, 25],
])("after a decline a place %s [O1]", async (_what, leftMinutes, keptMinutes) => {
  const order = await givenOrder();
  const at = now();
  setClock(at);
  await db()
    .update(holds)
    .set({ expiresAt: addMinutes(at, leftMinutes) })
    .where(eq(holds.id, (await holdOf(order)).id));

  await stripeDelivers(paymentFailed(order));

  expect((await holdOf(order)).expiresAt).toEqual(addMinutes(at, keptMinutes));
});
