import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { orders } from "@/db/schema/orders";
import { addMinutes, now, setClock } from "@/lib/clock";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder } from "../../../../tests/support/orders";
import { paymentFailed, stripeDelivers } from "../../../../tests/support/stripe-events";

afterEach(async () => {
  setClock();
  await expectInvariants();
});

test.each([
  ["of which little time to pay is left can be paid ten minutes from now", 2, 10],
  ["of which more is left keeps its time to pay", 25, 25],
])("after a decline an order %s [O1]", async (_what, leftMinutes, keptMinutes) => {
  const order = await givenOrder();
  const at = now();
  setClock(at);
  await db()
    .update(orders)
    .set({ payableUntil: addMinutes(at, leftMinutes) })
    .where(eq(orders.id, order.id));

  await stripeDelivers(paymentFailed(order));

  const [row] = await db().select({ until: orders.payableUntil }).from(orders).where(eq(orders.id, order.id));
  expect(row?.until).toEqual(addMinutes(at, keptMinutes));
});
