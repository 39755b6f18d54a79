import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { cartSessions } from "@/db/schema/cart-sessions";
import { givenCart, givenStage } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { erasePersonalData, exportPersonalData } from "./personal-data";

const CUSTOMER = "dominique.martin@example.org";

test("a person's data is exported, then erased; what was sold and paid stays", async () => {
  const cart = await givenCart({
    items: [
      { stage: await givenStage(), participant: { email: "Zoe@example.org" } },
      { giftCard: { kind: "AMOUNT", amountCents: 5_000 }, recipient: { name: "Zoé", email: "zoe@example.org" } },
    ],
  });
  const order = await givenOrder({ cart });
  await stripeDelivers(paymentSucceeded(order));

  expect((await exportPersonalData(CUSTOMER)).asCustomer).toMatchObject([
    { orderNumber: order.number, customer: { lastName: "Martin" } },
  ]);
  expect(await exportPersonalData("zoe@example.org")).toMatchObject({
    asParticipant: [{ participant: { weightKg: 68 } }],
    asRecipient: [{ recipient: { name: "Zoé" } }],
  });

  expect(await erasePersonalData("zoe@example.org")).toEqual({ orders: 0, lines: 1, giftCards: 1, carts: 0 });
  expect(await erasePersonalData(CUSTOMER)).toMatchObject({ orders: 1 });

  for (const email of [CUSTOMER, "zoe@example.org"])
    expect(await exportPersonalData(email)).toEqual({
      email,
      asCustomer: [],
      asParticipant: [],
      asRecipient: [],
      inCarts: [],
    });
  expect(await order.read()).toMatchObject({
    status: "PAID",
    bookings: [{ participantName: "" }],
    giftCards: [{ balanceCents: 5_000 }],
  });
  await expectInvariants();
});

test("an order that can still be paid, and its cart, are left until they have ended", async () => {
  const order = await givenOrder();

  expect(await erasePersonalData(CUSTOMER)).toMatchObject({ orders: 0 });
  expect(await erasePersonalData("camille.durand@example.org")).toMatchObject({ lines: 0, carts: 0 });

  expect(await db().select().from(cartSessions).where(eq(cartSessions.id, order.cart.sessionId))).toHaveLength(1);
});

test("a cart without an order goes with the person", async () => {
  const cart = await givenCart({ items: [{ stage: await givenStage(), participant: { email: "alone@example.org" } }] });

  expect(await erasePersonalData("alone@example.org")).toMatchObject({ carts: 1 });

  expect(await db().select().from(cartSessions).where(eq(cartSessions.id, cart.sessionId))).toEqual([]);
  await expectInvariants();
});
