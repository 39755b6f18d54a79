import { eq, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db, type Tx } from "@/db/client";
import { cartGiftCards } from "@/db/schema/cart";
import { giftCards } from "@/db/schema/gift-cards";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { payments } from "@/db/schema/payments";
import { now } from "@/lib/clock";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenBapteme, givenCart, givenGiftCard, givenStage } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenCustomer, givenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { visitorOf } from "../../../../tests/support/visitor";
import { whileLocked } from "../../../../tests/support/while-locked";

afterEach(() => expectInvariants());

/** Staff correct what a card holds, as whoever else has it locked could. */
const takeAway = (cardId: string, cents: number) => (tx: Tx) =>
  tx.insert(giftCardEntries).values({ giftCardId: cardId, kind: "ADJUST", amountCents: -cents, createdAt: now() });
const balanceOf = async (card: { id: string }) =>
  (await db().select({ balanceCents: giftCards.balanceCents }).from(giftCards).where(eq(giftCards.id, card.id)))[0]
    ?.balanceCents;
const lockOf = (card: { id: string }) => sql`select from gift_cards where id = ${card.id} for no key update`;

/** An order of which a gift card pays a part and that has ended; its money comes late. */
async function givenEnded(card: { id: string }, cart: Parameters<typeof givenCart>[0] = {}) {
  const order = await givenOrder({
    cart: await givenCart({ items: [{ stage: await givenStage() }], ...cart, giftCards: [card] }),
  });
  await givenOrderIsClosed(order);
  await db().delete(cartGiftCards).where(eq(cartGiftCards.giftCardId, card.id));
  return order;
}

test("late money waits for whoever is at its gift card, and sees what they have left of it [C10]", async () => {
  const card = await givenGiftCard({ amountCents: 5_000 });
  const order = await givenEnded(card);

  const { outcome } = await whileLocked(
    lockOf(card),
    () => stripeDelivers(paymentSucceeded(order)),
    takeAway(card.id, 5_000),
  );

  expect(outcome).toMatchObject({ status: 200, outcome: "processed" });
  expect((await order.read()).lines).toMatchObject([{ outcome: "LOST" }]);
  expect(await balanceOf(card)).toBe(0);
});

test("an order waits for whoever is at its gift card, and is refused when the card holds less than was shown [C10]", async () => {
  const card = await givenGiftCard({ amountCents: 20_000 });
  const { cookie } = await givenCart({ giftCards: [card] });

  const { outcome } = await whileLocked(
    lockOf(card),
    () => visitorOf(api, { cookie }).post("/orders/create", { customer: givenCustomer(), acceptTerms: true }),
    takeAway(card.id, 15_000),
  );

  expect(outcome).toMatchObject({ status: 409, body: { code: "gift_card_not_usable" } });
  expect(await balanceOf(card)).toBe(5_000);
});

test("late money does not spend what another order keeps of its gift card", async () => {
  const card = await givenGiftCard({ amountCents: 5_000 });
  const late = await givenEnded(card);
  const keeping = await givenOrder({ cart: await givenCart({ giftCards: [card] }) });

  await stripeDelivers(paymentSucceeded(late));
  await stripeDelivers(paymentSucceeded(keeping));

  expect((await late.read()).lines).toMatchObject([{ outcome: "LOST" }]);
  expect((await keeping.read()).lines).toMatchObject([{ outcome: "BOOKED" }]);
  expect(await balanceOf(card)).toBe(0);
});

test("an activity card that another order keeps is kept whole", async () => {
  const card = await givenGiftCard({
    spec: { kind: "ACTIVITY", activity: "BAPTEME", category: "AVENTURE", video: false },
    amountCents: 30_000,
  });
  const flight = async () => ({ items: [{ bapteme: await givenBapteme(), video: true }] });
  const late = await givenEnded(card, await flight());
  const keeping = await givenOrder({ cart: await givenCart({ ...(await flight()), giftCards: [card] }) });

  await stripeDelivers(paymentSucceeded(late));
  await stripeDelivers(paymentSucceeded(keeping));

  expect((await late.read()).lines).toMatchObject([{ outcome: "LOST" }]);
  expect((await keeping.read()).lines).toMatchObject([{ outcome: "BOOKED" }]);
});

test("an activity card is emptied by its one use, though the place cost less than the card was worth", async () => {
  const card = await givenGiftCard({
    spec: { kind: "ACTIVITY", activity: "BAPTEME", category: "AVENTURE", video: false },
    amountCents: 30_000,
  });
  const order = await givenOrder({
    cart: await givenCart({ items: [{ bapteme: await givenBapteme(), video: true }], giftCards: [card] }),
  });

  await stripeDelivers(paymentSucceeded(order));

  expect((await order.read()).lines).toMatchObject([{ outcome: "BOOKED" }]);
  expect(await balanceOf(card)).toBe(0);
});

test("an order spends what it kept itself, and what an ended order kept is free for late money", async () => {
  const card = await givenGiftCard({ amountCents: 5_000 });
  const order = await givenOrder({ cart: await givenCart({ giftCards: [card] }) });
  const ended = await givenOrder({ cart: await givenCart() });
  await givenOrderIsClosed(ended);
  // As an old version could have left it: the part of an ended order, still waiting.
  await db().execute(sql`insert into payments (id, order_id, method, amount_cents, gift_card_id, created_at)
    values (gen_random_uuid(), ${ended.id}, 'GIFT_CARD', 5000, ${card.id}, now())`);

  await stripeDelivers(paymentSucceeded(order));

  expect((await order.read()).lines).toMatchObject([{ outcome: "BOOKED" }]);
  expect(await balanceOf(card)).toBe(0);
  await db()
    .delete(payments)
    .where(sql`order_id = ${ended.id} and method = 'GIFT_CARD'`);
});
