import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { setClock } from "@/lib/clock";
import { givenGiftCardPrices } from "../../../../tests/support/given";
import { visitorOf } from "../../../../tests/support/visitor";
import { cartRoutes } from "./route";

const api = apiOf({ features: [cartRoutes] });
const newVisitor = () => visitorOf(api, { language: "en" });

beforeEach(async () => {
  setClock(new Date("2027-03-10T12:00:00Z"));
  await givenGiftCardPrices();
});
afterEach(() => setClock());

describe("a gift card to buy", () => {
  const recipient = { name: "Lou", email: "lou@example.org", message: "Joyeux Noël !\nBises" };
  const amount = { kind: "AMOUNT", amountCents: 5_000 };

  test("of an amount is paid in full now and needs no place", async () => {
    const answer = await newVisitor().post("/cart/items", { type: "GIFT_CARD", giftCard: amount, recipient });

    expect(answer.status).toBe(201);
    expect(answer.body.item).toEqual({
      id: expect.any(String),
      type: "GIFT_CARD",
      priceCents: 5_000,
      dueNowCents: 5_000,
      balanceCents: 0,
      holdExpiresAt: null,
      expired: false,
      giftCard: { giftCard: amount, recipient },
    });
  });

  test("of an activity costs what the school asks for it today, the video on top", async () => {
    const giftCard = { kind: "ACTIVITY", activity: "BAPTEME", category: "AVENTURE" };
    const visitor = newVisitor();

    const plain = await visitor.post("/cart/items", { type: "GIFT_CARD", giftCard, recipient });
    const filmed = await visitor.post("/cart/items", {
      type: "GIFT_CARD",
      giftCard: { ...giftCard, video: true },
      recipient,
    });
    const stage = await visitor.post("/cart/items", {
      type: "GIFT_CARD",
      giftCard: { kind: "ACTIVITY", activity: "STAGE", stageType: "INITIATION" },
      recipient,
    });

    expect([plain, filmed, stage].map(({ body }) => [body.item.priceCents, body.item.dueNowCents])).toEqual([
      [11_000, 11_000],
      [13_500, 13_500],
      [45_000, 45_000],
    ]);
    expect(plain.body.item.giftCard.giftCard).toEqual({ ...giftCard, video: false });
  });

  test("of an activity that has no price is refused", async () => {
    const giftCard = { kind: "ACTIVITY", activity: "BAPTEME", category: "HIVER" };

    expect(await newVisitor().post("/cart/items", { type: "GIFT_CARD", giftCard, recipient })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "giftCard" }] },
    });
  });

  test.each([
    ["a winter morning at the school", "2027-12-24", undefined],
    ["a day within the year", "2028-03-10", "2028-03-10T07:00:00.000Z"],
    ["a summer morning at the school", "2027-07-14", "2027-07-14T06:00:00.000Z"],
    ["the morning when clocks change", "2027-03-28", "2027-03-28T06:00:00.000Z"],
    ["today, though its morning has passed", "2027-03-10", "2027-03-10T07:00:00.000Z"],
    ["a time with offset", "2027-05-01T12:00:00+02:00", "2027-05-01T10:00:00.000Z"],
  ])("is sent on %s", async (_when, deliverAt, expected) => {
    const answer = await newVisitor().post("/cart/items", {
      type: "GIFT_CARD",
      giftCard: amount,
      recipient,
      deliverAt,
    });

    expect(answer.status).toBe(201);
    expect(answer.body.item.giftCard.deliverAt).toBe(expected ?? "2027-12-24T07:00:00.000Z");
  });

  test.each([
    "2027-03-09",
    "2027-03-09T22:59:59Z",
    "2028-03-11",
    "2028-03-11T00:00:00+01:00",
    "0000-01-01",
    "9999-12-31",
  ])("is not sent in the past, nor in more than a year: %s", async (deliverAt) => {
    expect(
      await newVisitor().post("/cart/items", { type: "GIFT_CARD", giftCard: amount, recipient, deliverAt }),
    ).toMatchObject({ status: 422, body: { errors: [{ path: "deliverAt" }] } });
  });
});
