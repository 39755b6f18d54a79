import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { db } from "@/db/client";
import { cartSessions } from "@/db/schema/cart-sessions";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { giftCards } from "@/db/schema/gift-cards";
import { addMinutes, now, setClock } from "@/lib/clock";
import { givenBapteme, givenCart, givenGiftCard, givenStage } from "../../../../tests/support/given";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenOrder } from "../../../../tests/support/orders";
import { visitorOf } from "../../../../tests/support/visitor";
import { cartRoutes } from "./route";

const api = apiOf({ features: [cartRoutes] });

beforeEach(() => setClock(new Date("2027-03-10T12:00:00Z")));
afterEach(() => setClock());

describe("putting a gift card on the cart", () => {
  test("shows what it pays, and what is left to pay is what an order may take", async () => {
    const cart = await givenCart({ items: [{ stage: await givenStage() }] });
    const card = await givenGiftCard({ amountCents: 12_000 });

    const answer = await visitorOf(api, cart).post("/cart/gift-cards", { code: card.code });

    expect(answer.status).toBe(200);
    expect(answer.body.cart.giftCards).toEqual([
      { code: card.code, kind: "AMOUNT", balanceCents: 12_000, usedCents: 12_000 },
    ]);
    expect(answer.body.cart.totals).toEqual({
      subtotalCents: 45_000,
      giftCardCents: 12_000,
      dueNowCents: 0,
      balanceCents: 33_000,
    });
    expect(
      await db()
        .select({ due: cartSessions.shownDueNowCents, balance: cartSessions.shownBalanceCents })
        .from(cartSessions)
        .where(eq(cartSessions.id, cart.sessionId)),
    ).toEqual([{ due: 0, balance: 33_000 }]);
  });

  test("takes the code as people type it", async () => {
    const { code } = await givenGiftCard({ code: "10AB-CD01-EFGH-1J0K" });
    const typed = [
      "10ab-cd01-efgh-1j0k",
      " 10AB CD01 EFGH 1J0K ",
      "10ABCD01EFGH1J0K",
      "IOab–cdOl–efgh–ijOk",
      "l0abcdo1efghLJok",
    ];

    for (const one of typed) {
      const answer = await visitorOf(api, await givenCart()).post("/cart/gift-cards", { code: one });
      expect([one, answer.body.cart?.giftCards[0]?.code]).toEqual([one, code]);
    }
  });

  test("twice is harmless", async () => {
    const visitor = visitorOf(api, await givenCart());
    const { code } = await givenGiftCard();

    const once = await visitor.post("/cart/gift-cards", { code });
    const twice = await visitor.post("/cart/gift-cards", { code: code.toLowerCase() });

    expect(twice).toMatchObject({ status: 200, body: once.body });
  });

  test("that is unknown, expired, used up or wholly kept by another order is refused, always in the same words", async () => {
    const kept = await givenGiftCard({ amountCents: 5_000 });
    await givenOrder({ cart: await givenCart({ giftCards: [kept] }) });
    // The flight costs less today than what was paid for the card: kept, it is kept whole.
    const keptActivity = await givenGiftCard({ kind: "ACTIVITY", amountCents: 11_000 });
    const cheaper = await givenBapteme({ prices: { AVENTURE: 9_000 } });
    await givenOrder({
      cart: await givenCart({ items: [{ bapteme: cheaper, video: true }], giftCards: [keptActivity] }),
    });
    const unusable = [
      "ZZZZ-ZZZZ-ZZZZ-ZZZZ",
      "not a code",
      "'; drop table gift_cards; --",
      (await givenGiftCard({ expiresAt: now() })).code,
      (await givenGiftCard({ amountCents: 0 })).code,
      kept.code,
      keptActivity.code,
    ];
    const visitor = visitorOf(api, await givenCart());

    const answers = await Promise.all(unusable.map((code) => visitor.post("/cart/gift-cards", { code })));

    for (const answer of answers) expect(answer).toMatchObject({ status: 409, body: { code: "gift_card_not_usable" } });
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await visitor.get("/cart")).body.giftCards).toEqual([]);
  });

  test("of which another order keeps a part pays with the rest; once that order is over, with all", async () => {
    const card = await givenGiftCard({ amountCents: 5_000 });
    const order = await givenOrder({ cart: await givenCart({ giftCards: [card] }) });
    await db()
      .insert(giftCardEntries)
      .values({ giftCardId: card.id, kind: "ADJUST", amountCents: 3_000, createdAt: now() });
    const visitor = visitorOf(api, await givenCart());

    expect((await visitor.post("/cart/gift-cards", { code: card.code })).body.cart.giftCards).toMatchObject([
      { balanceCents: 8_000, usedCents: 3_000 },
    ]);

    await givenOrderIsClosed(order);
    expect((await visitor.get("/cart")).body.giftCards).toMatchObject([{ usedCents: 8_000 }]);
  });

  test("that this cart's own open order keeps counts whole: asking again gives that order back", async () => {
    const card = await givenGiftCard({ amountCents: 8_000 });
    const cart = await givenCart({ giftCards: [card] });
    await givenOrder({ cart });

    expect((await visitorOf(api, cart).get("/cart")).body.giftCards).toMatchObject([{ usedCents: 8_000 }]);
  });

  test("without a cart is refused, whatever the code", async () => {
    const { code } = await givenGiftCard();
    const before = await db().$count(cartSessions);

    for (const one of [code, "ZZZZ-ZZZZ-ZZZZ-ZZZZ"]) {
      expect(await visitorOf(api).post("/cart/gift-cards", { code: one })).toMatchObject({
        status: 409,
        body: { code: "cart_empty" },
      });
    }
    expect(await db().$count(cartSessions)).toBe(before);
  });

  test("works for five and no more", async () => {
    const cards = await Promise.all(Array.from({ length: 5 }, () => givenGiftCard({ amountCents: 1_000 })));
    const visitor = visitorOf(api, await givenCart({ giftCards: cards }));

    expect(await visitor.post("/cart/gift-cards", { code: (await givenGiftCard()).code })).toMatchObject({
      status: 409,
      body: { code: "cart_full" },
    });
    expect(await visitor.post("/cart/gift-cards", { code: "ZZZZ-ZZZZ-ZZZZ-ZZZZ" })).toMatchObject({
      status: 409,
      body: { code: "cart_full" },
    });
    expect((await visitor.post("/cart/gift-cards", { code: cards[0]?.code })).status).toBe(200);
  });

  test("from twenty carts at once is possible: only an order takes something from it", async () => {
    const card = await givenGiftCard({ amountCents: 5_000 });
    const visitors = await Promise.all(
      Array.from({ length: 20 }, async () =>
        visitorOf(api, await givenCart({ items: [{ giftCard: { kind: "AMOUNT", amountCents: 5_000 } }] })),
      ),
    );

    const answers = await Promise.all(visitors.map((visitor) => visitor.post("/cart/gift-cards", { code: card.code })));

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(
      await db().select({ balance: giftCards.balanceCents }).from(giftCards).where(eq(giftCards.id, card.id)),
    ).toEqual([{ balance: 5_000 }]);
  });
});

test("a card that becomes unusable stays listed and pays nothing, until it is taken off", async () => {
  const card = await givenGiftCard({ amountCents: 5_000, expiresAt: addMinutes(now(), 10) });
  const visitor = visitorOf(api, await givenCart({ giftCards: [card] }));
  setClock(addMinutes(now(), 10));

  expect((await visitor.get("/cart")).body).toMatchObject({
    giftCards: [{ code: card.code, balanceCents: 5_000, usedCents: 0 }],
    totals: { giftCardCents: 0 },
  });
  expect((await visitor.delete(`/cart/gift-cards/${card.code}`)).body.cart.giftCards).toEqual([]);
});

describe("taking a gift card off the cart", () => {
  test("shows the cart without it", async () => {
    const [first, second] = [await givenGiftCard({ amountCents: 1_000 }), await givenGiftCard({ amountCents: 2_000 })];
    const visitor = visitorOf(api, await givenCart({ giftCards: [first, second] }));

    const answer = await visitor.delete(`/cart/gift-cards/${first.code.toLowerCase().replaceAll("-", "")}`);

    expect(answer).toMatchObject({
      status: 200,
      body: { cart: { giftCards: [{ code: second.code }], totals: { giftCardCents: 2_000 } } },
    });
  });

  test("that is not on it is not found, and another's cannot be taken off", async () => {
    const card = await givenGiftCard();
    const theirs = visitorOf(api, await givenCart({ giftCards: [card] }));
    const visitor = visitorOf(api, await givenCart());

    for (const code of [card.code, "ZZZZ-ZZZZ-ZZZZ-ZZZZ", "nonsense"]) {
      expect(await visitor.delete(`/cart/gift-cards/${code}`)).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
    }
    expect(await visitorOf(api).delete(`/cart/gift-cards/${card.code}`)).toMatchObject({
      status: 409,
      body: { code: "cart_empty" },
    });
    expect((await theirs.get("/cart")).body.giftCards).toHaveLength(1);
  });
});

test("an activity card pays its one flight and never the video that it does not include", async () => {
  const bapteme = await givenBapteme();
  const card = await givenGiftCard({ kind: "ACTIVITY", amountCents: 10_000 });
  const visitor = visitorOf(api, await givenCart({ items: [{ bapteme, video: true }, { bapteme }] }));

  const answer = await visitor.post("/cart/gift-cards", { code: card.code });

  expect(answer.body.cart).toMatchObject({
    giftCards: [{ kind: "ACTIVITY", balanceCents: 10_000, usedCents: 11_000 }],
    totals: { subtotalCents: 24_500, giftCardCents: 11_000, dueNowCents: 6_000, balanceCents: 7_500 },
  });
});
