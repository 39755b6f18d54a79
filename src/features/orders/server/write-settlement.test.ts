import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { cartItems } from "@/db/schema/cart";
import { transaction } from "@/db/transaction";
import { now } from "@/lib/clock";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { findOrderLines, lockOrder } from "./locked-order";
import { writeSettlement } from "./write-settlement";

useStripe();

class RolledBack extends Error {}

test("an order takes nothing out of another visitor's cart, whatever its lines say", async () => {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const theirs = (await givenCart()).items[0]?.id ?? "";
  let left = 0;

  const written = transaction(async (tx) => {
    const order = await lockOrder(tx, body.order.id);
    const [line] = await findOrderLines(tx, body.order.id);
    if (order === null || line === undefined) throw new Error("the order is not there");
    const settled = { lineId: line.id, outcome: "BOOKED" as const, boughtItemId: theirs, booking: null };
    writeSettlement(tx, order, { received: null, lines: [settled], emails: [] }, now());
    left = await tx.$count(cartItems, eq(cartItems.id, theirs));
    throw new RolledBack("nothing of this is meant");
  });

  await expect(written).rejects.toThrow(RolledBack);
  expect(left).toBe(1);
  expect(await db().$count(cartItems, eq(cartItems.id, theirs))).toBe(1);
});
