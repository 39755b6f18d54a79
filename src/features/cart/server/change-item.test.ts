import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { db } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { cartItems } from "@/db/schema/cart";
import { baptemeCategories, giftCardPrices } from "@/db/schema/catalogue";
import { addMinutes, now, setClock } from "@/lib/clock";
import {
  givenBapteme,
  givenCart,
  givenGiftCardPrices,
  givenHold,
  givenParticipant,
  givenStage,
  givenTakenPlaces,
} from "../../../../tests/support/given";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenOrder } from "../../../../tests/support/orders";
import { visitorOf } from "../../../../tests/support/visitor";
import { cartRoutes } from "./route";

const api = apiOf({ features: [cartRoutes] });

beforeEach(() => setClock(new Date("2027-03-10T12:00:00Z")));
afterEach(() => setClock());

/** A visitor with one item in their cart, and that item's id. */
async function visitorWith(item: NonNullable<NonNullable<Parameters<typeof givenCart>[0]>["items"]>[number]) {
  const cart = await givenCart({ items: [item] });
  return { visitor: visitorOf(api, { ...cart, language: "en" }), itemId: cart.items[0]?.id ?? "", cart };
}

const holdOf = async (itemId: string) => (await db().select().from(holds).where(eq(holds.cartItemId, itemId)))[0];
const placesTakenOf = (stageId: string) => db().$count(holds, eq(holds.stageId, stageId));

describe("changing an item", () => {
  test("corrects the participant", async () => {
    const { visitor, itemId } = await visitorWith({ stage: await givenStage() });
    const corrected = givenParticipant({ firstName: "Zoé", weightKg: 71 });

    const answer = await visitor.patch(`/cart/items/${itemId}`, { participant: corrected });

    expect(answer).toMatchObject({
      status: 200,
      body: { item: { id: itemId, participant: corrected, priceCents: 45_000, expired: false } },
    });
    expect((await visitor.get("/cart")).body.items[0].participant).toEqual(corrected);
  });

  test("to another category or with the video changes the price, and keeps the place and its time", async () => {
    const { visitor, itemId } = await visitorWith({ bapteme: await givenBapteme(), category: "AVENTURE" });
    const before = await holdOf(itemId);
    setClock(addMinutes(now(), 10));

    const longer = await visitor.patch(`/cart/items/${itemId}`, { category: "LONGUE_DUREE" });
    const filmed = await visitor.patch(`/cart/items/${itemId}`, { video: true });

    expect(longer.body.item).toMatchObject({ priceCents: 18_500, dueNowCents: 3_500 });
    expect(filmed.body.item).toMatchObject({
      priceCents: 21_000,
      dueNowCents: 6_000,
      bapteme: { category: "LONGUE_DUREE", video: true },
    });
    expect(filmed.body.cart.totals).toMatchObject({ dueNowCents: 6_000, balanceCents: 15_000 });
    expect(await holdOf(itemId)).toEqual(before);
  });

  test("to a category that the slot does not offer is refused, and changes nothing", async () => {
    const { visitor, itemId } = await visitorWith({ bapteme: await givenBapteme({ prices: { AVENTURE: 11_000 } }) });

    expect(await visitor.patch(`/cart/items/${itemId}`, { category: "HIVER", video: true })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "category" }] },
    });
    expect((await visitor.get("/cart")).body.items[0].bapteme).toMatchObject({ category: "AVENTURE", video: false });
  });

  test("in a field that it does not have is refused", async () => {
    const stage = await visitorWith({ stage: await givenStage() });
    const card = await visitorWith({ giftCard: { kind: "AMOUNT", amountCents: 5_000 } });

    expect(
      await stage.visitor.patch(`/cart/items/${stage.itemId}`, { video: true, category: "AVENTURE" }),
    ).toMatchObject({ status: 422, body: { errors: [{ path: "category" }, { path: "video" }] } });
    expect(await card.visitor.patch(`/cart/items/${card.itemId}`, { participant: givenParticipant() })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "participant" }] },
    });
  });

  test("without a change is refused, and so is a participant who cannot be", async () => {
    const { visitor, itemId } = await visitorWith({ bapteme: await givenBapteme() });

    expect((await visitor.patch(`/cart/items/${itemId}`, {})).status).toBe(422);
    expect((await visitor.patch(`/cart/items/${itemId}`, { stageType: "INITIATION" })).status).toBe(422);
    expect(
      await visitor.patch(`/cart/items/${itemId}`, { participant: givenParticipant({ birthDate: "2027-03-11" }) }),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ path: "participant.birthDate", message: "This birth date is not possible." }] },
    });
  });
});

describe("taking an item out", () => {
  test("frees its place at once", async () => {
    const stage = await givenStage();
    const { visitor, itemId } = await visitorWith({ stage });

    const answer = await visitor.delete(`/cart/items/${itemId}`);

    expect(answer.status).toBe(204);
    expect(answer.body).toBeUndefined();
    expect(await placesTakenOf(stage.id)).toBe(0);
    expect((await visitor.get("/cart")).body.items).toEqual([]);
    expect((await visitor.delete(`/cart/items/${itemId}`)).status).toBe(404);
  });

  test("keeps the place of an order that can still be paid: only the link to the item goes", async () => {
    const stage = await givenStage();
    const { visitor, itemId, cart } = await visitorWith({ stage });
    const order = await (await givenOrder({ cart })).read();

    expect((await visitor.delete(`/cart/items/${itemId}`)).status).toBe(204);

    expect(await db().select().from(holds).where(eq(holds.stageId, stage.id))).toMatchObject([
      { orderLineId: order.lines[0]?.id, cartItemId: null },
    ]);
  });
});

describe("taking an expired place again", () => {
  test("gives it back for another hour while one is left", async () => {
    const stage = await givenStage({ places: 1 });
    const { visitor, itemId } = await visitorWith({ stage, hold: "lapsed" });
    expect((await visitor.get("/cart")).body.items[0]).toMatchObject({ expired: true });

    const answer = await visitor.post(`/cart/items/${itemId}/hold`);

    expect(answer).toMatchObject({
      status: 200,
      body: { item: { id: itemId, expired: false, holdExpiresAt: "2027-03-10T13:00:00.000Z" } },
    });
    expect(await placesTakenOf(stage.id)).toBe(1);
  });

  test("works when the place was cleared away meanwhile", async () => {
    const bapteme = await givenBapteme({ places: 1 });
    const { visitor, itemId } = await visitorWith({ bapteme, hold: "none" });
    expect((await visitor.get("/cart")).body.items[0]).toMatchObject({ expired: true, holdExpiresAt: null });

    expect(await visitor.post(`/cart/items/${itemId}/hold`)).toMatchObject({
      status: 200,
      body: { item: { expired: false } },
    });
  });

  test("is refused when somebody else has it; the item stays, expired", async () => {
    const stage = await givenStage({ places: 1 });
    const { visitor, itemId } = await visitorWith({ stage, hold: "none" });
    await givenTakenPlaces({ stage }, 1);

    expect(await visitor.post(`/cart/items/${itemId}/hold`)).toMatchObject({ status: 409, body: { code: "sold_out" } });
    expect((await visitor.get("/cart")).body.items).toMatchObject([{ id: itemId, expired: true }]);
  });

  test("clears other carts' lapsed places out of its way", async () => {
    const stage = await givenStage({ places: 1 });
    await givenHold({ stage, expiresAt: addMinutes(now(), -1) });
    const { visitor, itemId } = await visitorWith({ stage, hold: "none" });

    expect((await visitor.post(`/cart/items/${itemId}/hold`)).status).toBe(200);
    expect(await placesTakenOf(stage.id)).toBe(1);
  });

  test("that has not expired only makes it last longer, never shorter", async () => {
    const { visitor, itemId } = await visitorWith({ stage: await givenStage() });
    setClock(addMinutes(now(), 30));
    expect((await visitor.post(`/cart/items/${itemId}/hold`)).body.item.holdExpiresAt).toBe("2027-03-10T13:30:00.000Z");

    setClock(new Date("2027-03-10T12:00:00Z"));
    expect((await visitor.post(`/cart/items/${itemId}/hold`)).body.item.holdExpiresAt).toBe("2027-03-10T13:30:00.000Z");
  });

  test("is refused once the date has passed, even if the place is still theirs", async () => {
    const { visitor, itemId } = await visitorWith({ bapteme: await givenBapteme({ startsAt: addMinutes(now(), 30) }) });
    setClock(addMinutes(now(), 30));

    expect((await visitor.get("/cart")).body.items[0]).toMatchObject({ expired: true });
    expect(await visitor.post(`/cart/items/${itemId}/hold`)).toMatchObject({ status: 409, body: { code: "sold_out" } });
  });

  test("means nothing for a gift card, and harms nothing", async () => {
    const { visitor, itemId } = await visitorWith({ giftCard: { kind: "AMOUNT", amountCents: 5_000 } });

    expect(await visitor.post(`/cart/items/${itemId}/hold`)).toMatchObject({
      status: 200,
      body: { item: { holdExpiresAt: null, expired: false } },
    });
  });

  test("is not needed while an order keeps the place, whatever the hold's time says", async () => {
    const { visitor, cart } = await visitorWith({ stage: await givenStage() });
    const order = await givenOrder({ cart });
    setClock(addMinutes(now(), 61));

    expect((await visitor.get("/cart")).body.items[0]).toMatchObject({ expired: false });

    await givenOrderIsClosed(order);
    expect((await visitor.get("/cart")).body.items[0]).toMatchObject({ expired: true });
  });
});

test("what the school stops offering stays in the cart, costs nothing there and cannot be taken", async () => {
  await givenGiftCardPrices([{ activity: "BAPTEME", category: "HIVER", priceCents: 13_000 }]);
  const bapteme = await givenBapteme();
  const flight = await visitorWith({ bapteme, category: "DUREE" });
  const card = await visitorWith({
    giftCard: { kind: "ACTIVITY", activity: "BAPTEME", category: "HIVER", video: false },
  });

  await db().delete(baptemeCategories).where(eq(baptemeCategories.baptemeId, bapteme.id));
  await db().delete(giftCardPrices).where(eq(giftCardPrices.category, "HIVER"));

  for (const { visitor, itemId } of [flight, card]) {
    expect((await visitor.get("/cart")).body).toMatchObject({
      items: [{ expired: true, priceCents: 0 }],
      totals: { subtotalCents: 0 },
    });
    expect(await visitor.post(`/cart/items/${itemId}/hold`)).toMatchObject({
      status: 409,
      body: { code: "sold_out", detail: expect.stringContaining("no longer offered") },
    });
  }
  expect(await db().$count(cartItems, eq(cartItems.id, flight.itemId))).toBe(1);
});
