import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { db } from "@/db/client";
import { cartSessions } from "@/db/schema/cart-sessions";
import { setClock } from "@/lib/clock";
import {
  givenBapteme,
  givenCart,
  givenParticipant,
  givenStage,
  givenTakenPlaces,
} from "../../../../tests/support/given";
import { visitorOf } from "../../../../tests/support/visitor";
import { cartRoutes } from "./route";

const api = apiOf({ features: [cartRoutes] });
const newVisitor = () => visitorOf(api, { language: "en" });
const participant = givenParticipant();

beforeEach(() => setClock(new Date("2027-03-10T12:00:00Z")));
afterEach(() => setClock());

describe("a stage", () => {
  test("is put into the cart with its place held for an hour", async () => {
    const stage = await givenStage({ startDate: "2027-05-03", endDate: "2027-05-07" });

    const answer = await newVisitor().post("/cart/items", { type: "STAGE", stageId: stage.id, participant });

    expect(answer.status).toBe(201);
    expect(answer.body.item).toEqual({
      id: expect.any(String),
      type: "STAGE",
      priceCents: 45_000,
      dueNowCents: 10_000,
      balanceCents: 35_000,
      holdExpiresAt: "2027-03-10T13:00:00.000Z",
      expired: false,
      participant,
      stage: {
        id: stage.id,
        type: "INITIATION",
        stageType: "INITIATION",
        startDate: "2027-05-03",
        endDate: "2027-05-07",
        durationDays: 5,
      },
    });
    expect(answer.body.cart).toEqual({
      sessionId: expect.any(String),
      items: [answer.body.item],
      giftCards: [],
      totals: { subtotalCents: 45_000, giftCardCents: 0, dueNowCents: 10_000, balanceCents: 35_000 },
    });
  });

  test("of the double kind needs a choice between initiation and progression", async () => {
    const stage = await givenStage({ type: "DOUBLE" });
    const visitor = newVisitor();

    const chosen = await visitor.post("/cart/items", {
      type: "STAGE",
      stageId: stage.id,
      stageType: "PROGRESSION",
      participant,
    });
    const unchosen = await visitor.post("/cart/items", { type: "STAGE", stageId: stage.id, participant });
    const impossible = await visitor.post("/cart/items", {
      type: "STAGE",
      stageId: stage.id,
      stageType: "AUTONOMIE",
      participant,
    });

    expect(chosen.body.item.stage).toMatchObject({ type: "DOUBLE", stageType: "PROGRESSION" });
    for (const refused of [unchosen, impossible]) {
      expect(refused.status).toBe(422);
      expect(refused.body).toMatchObject({
        code: "invalid",
        errors: [{ path: "stageType", message: "Choose between initiation and progression." }],
      });
    }
  });

  test("of one kind is not another", async () => {
    const stage = await givenStage({ type: "AUTONOMIE" });

    expect(
      await newVisitor().post("/cart/items", {
        type: "STAGE",
        stageId: stage.id,
        stageType: "INITIATION",
        participant,
      }),
    ).toMatchObject({ status: 422, body: { errors: [{ path: "stageType" }] } });
    expect(
      await newVisitor().post("/cart/items", { type: "STAGE", stageId: stage.id, stageType: "AUTONOMIE", participant }),
    ).toMatchObject({ status: 201 });
  });

  test("can be joined on its first day and not on the second", async () => {
    const stage = await givenStage({ startDate: "2027-03-10", endDate: "2027-03-14" });
    const item = { type: "STAGE", stageId: stage.id, participant };

    expect(await newVisitor().post("/cart/items", item)).toMatchObject({ status: 201 });
    setClock(new Date("2027-03-10T23:00:00Z")); // midnight in Paris
    expect(await newVisitor().post("/cart/items", item)).toMatchObject({
      status: 409,
      body: { code: "sold_out", detail: expect.stringContaining("passed") },
    });
  });

  test("that is sold out is refused, and nothing is kept of the attempt", async () => {
    const stage = await givenStage({ places: 1 });
    await givenTakenPlaces({ stage }, 1);
    const before = await db().$count(cartSessions);

    const answer = await newVisitor().post("/cart/items", { type: "STAGE", stageId: stage.id, participant });

    expect(answer).toMatchObject({ status: 409, body: { code: "sold_out" } });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await db().$count(cartSessions)).toBe(before);
  });
});

describe("a baptême", () => {
  test("costs its category and the video, of which deposit and video now", async () => {
    const bapteme = await givenBapteme({ startsAt: new Date("2027-04-01T08:00:00Z") });

    const answer = await newVisitor().post("/cart/items", {
      type: "BAPTEME",
      baptemeId: bapteme.id,
      category: "LONGUE_DUREE",
      video: true,
      participant,
    });

    expect(answer.status).toBe(201);
    expect(answer.body.item).toMatchObject({
      type: "BAPTEME",
      priceCents: 21_000,
      dueNowCents: 6_000,
      balanceCents: 15_000,
      holdExpiresAt: "2027-03-10T13:00:00.000Z",
      bapteme: {
        id: bapteme.id,
        category: "LONGUE_DUREE",
        video: true,
        startsAt: "2027-04-01T08:00:00.000Z",
        durationMinutes: 30,
      },
    });
  });

  test("of a category that the slot does not offer is refused", async () => {
    const bapteme = await givenBapteme({ prices: { AVENTURE: 11_000 } });

    expect(
      await newVisitor().post("/cart/items", {
        type: "BAPTEME",
        baptemeId: bapteme.id,
        category: "HIVER",
        participant,
      }),
    ).toMatchObject({
      status: 422,
      body: { code: "invalid", errors: [{ path: "category", message: "This slot does not offer that category." }] },
    });
  });

  test("cannot be bought once its time has come", async () => {
    const bapteme = await givenBapteme({ startsAt: new Date("2027-03-10T12:00:00Z") });

    expect(
      await newVisitor().post("/cart/items", {
        type: "BAPTEME",
        baptemeId: bapteme.id,
        category: "AVENTURE",
        participant,
      }),
    ).toMatchObject({ status: 409, body: { code: "sold_out" } });
  });
});

test.each([
  ["tomorrow's", "2027-03-11"],
  ["today's", "2027-03-10"],
  ["of 111 years ago", "1916-03-10"],
  ["that never was", "2001-02-29"],
])("a birth date %s is refused", async (_which, birthDate) => {
  const stage = await givenStage();

  const answer = await newVisitor().post("/cart/items", {
    type: "STAGE",
    stageId: stage.id,
    participant: { ...participant, birthDate },
  });

  expect(answer).toMatchObject({ status: 422, body: { code: "invalid", errors: [{ path: "participant.birthDate" }] } });
});

test("every field that is wrong is named", async () => {
  const stage = await givenStage();

  const answer = await newVisitor().post("/cart/items", {
    type: "STAGE",
    stageId: stage.id,
    participant: { ...participant, weightKg: 121, heightCm: 119, email: "nobody", phone: undefined },
  });

  expect(answer.status).toBe(422);
  expect(answer.body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual([
    "participant.email",
    "participant.heightCm",
    "participant.phone",
    "participant.weightKg",
  ]);
});

test.each(["01234567-89ab-7def-8123-456789abcdef", "not-a-uuid", "'; drop table stages; --"])(
  "a stage or slot that does not exist is not found: %s",
  async (id) => {
    const visitor = newVisitor();

    expect(await visitor.post("/cart/items", { type: "STAGE", stageId: id, participant })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    expect(
      await visitor.post("/cart/items", { type: "BAPTEME", baptemeId: id, category: "AVENTURE", participant }),
    ).toMatchObject({ status: 404 });
  },
);

test("a cart holds twenty items and no more", async () => {
  const stage = await givenStage({ places: 30 });
  const cart = await givenCart({ items: Array.from({ length: 19 }, () => ({ stage })) });
  const visitor = visitorOf(api, cart);

  expect(await visitor.post("/cart/items", { type: "STAGE", stageId: stage.id, participant })).toMatchObject({
    status: 201,
  });
  expect(await visitor.post("/cart/items", { type: "STAGE", stageId: stage.id, participant })).toMatchObject({
    status: 409,
    body: { code: "cart_full" },
  });
  expect((await visitor.get("/cart")).body.items).toHaveLength(20);
});

test("a cart holds five gift cards to buy and no more", async () => {
  const giftCard = { kind: "AMOUNT" as const, amountCents: 5_000 };
  const stage = await givenStage();
  const visitor = visitorOf(api, await givenCart({ items: Array.from({ length: 5 }, () => ({ giftCard })) }));

  expect(await visitor.post("/cart/items", { type: "GIFT_CARD", giftCard, recipient: { name: "Lou" } })).toMatchObject({
    status: 409,
    body: { code: "cart_full" },
  });
  expect(await visitor.post("/cart/items", { type: "STAGE", stageId: stage.id, participant })).toMatchObject({
    status: 201,
  });
});
