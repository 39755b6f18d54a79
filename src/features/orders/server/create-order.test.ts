import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { cartItems } from "@/db/schema/cart";
import { giftCardPrices, stages } from "@/db/schema/catalogue";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { orders } from "@/db/schema/orders";
import { addMinutes, now, setClock } from "@/lib/clock";
import {
  givenBapteme,
  givenCart,
  givenGiftCard,
  givenGiftCardPrices,
  givenStage,
} from "../../../../tests/support/given";
import { givenAnswerWasLost, givenCustomer, givenTimeToPayIsOver } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { closeUnpaidOrders } from "./jobs";

const stripe = useStripe();

const request = { customer: givenCustomer(), acceptTerms: true };
const given = async (cart: Parameters<typeof givenCart>[0] = {}) => {
  const made = await givenCart(cart);
  const visitor = visitorOf(api, { cookie: made.cookie });
  return { cart: made, visitor, order: (body: unknown = request) => visitor.post("/orders/create", body) };
};
const itemsIn = (sessionId: string) =>
  db().select({ id: cartItems.id }).from(cartItems).where(eq(cartItems.cartSessionId, sessionId));

describe("an order", () => {
  test("is made of the cart, which stays; its PaymentIntent carries what the contract says", async () => {
    const { cart, order, visitor } = await given({
      items: [{ stage: await givenStage() }, { bapteme: await givenBapteme(), video: true }],
    });

    const { status, body } = await order();

    expect(status).toBe(201);
    expect(body.order).toMatchObject({
      status: "PENDING",
      dueNowCents: 16_000,
      balanceCents: 42_500,
      totalCents: 58_500,
    });
    expect(body.payment).toMatchObject({
      amountCents: 16_000,
      currency: "eur",
      publishableKey: expect.stringMatching(/^pk_test_/),
    });
    expect(await itemsIn(cart.sessionId)).toHaveLength(2);
    const intent = stripe().paymentIntent(body.payment.paymentIntentId);
    expect(intent.metadata).toEqual({
      orderId: body.order.id,
      orderNumber: body.order.number,
      sessionId: cart.sessionId,
      installation: expect.any(String),
    });
    expect(JSON.stringify(intent)).not.toMatch(/Dominique|Durand|example\.org/);
    expect((await visitorOf(api).get(`/orders/${body.order.id}?token=${body.accessToken}`)).body.order.status).toBe(
      "PENDING",
    );
    expect((await visitor.get(`/orders/${body.order.id}`)).status).toBe(200);
  });

  test("is nobody else's to read: 404, whether it exists or not [M16]", async () => {
    const { order } = await given();
    const { body } = await order();

    for (const path of [
      `/orders/${body.order.id}`,
      `/orders/${body.order.id}?token=wrong`,
      "/orders/01a00000-0000-7000-8000-000000000000",
      "/orders/nonsense",
    ]) {
      expect(await visitorOf(api).get(path)).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  });

  test("asked for again with the same cart is the same order and PaymentIntent, with the details brought up to date", async () => {
    const { order } = await given();
    const first = await order();

    const again = await order({ ...request, customer: givenCustomer({ phone: "+33 1 23 45 67 89" }) });

    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const [row] = await db()
      .select({ customer: orders.customer })
      .from(orders)
      .where(eq(orders.id, first.body.order.id));
    expect(row?.customer?.phone).toBe("+33 1 23 45 67 89");
  });

  test("from two tabs at once is one order and one PaymentIntent", async () => {
    const { order, cart } = await given();

    const answers = await Promise.all([order(), order(), order(), order()]);

    expect(new Set(answers.map((answer) => answer.body.order?.id)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.body.payment?.paymentIntentId)).size).toBe(1);
    expect(await db().select().from(orders).where(eq(orders.cartSessionId, cart.sessionId))).toHaveLength(1);
  });

  test("of a changed cart replaces the old one, whose PaymentIntent is cancelled at Stripe first", async () => {
    const { visitor, order } = await given();
    const old = (await order()).body;
    const stage = await givenStage();
    await visitor.post("/cart/items", {
      type: "STAGE",
      stageId: stage.id,
      participant: {
        firstName: "A",
        lastName: "B",
        email: "a@example.org",
        phone: "0612345678",
        birthDate: "1990-01-01",
        weightKg: 70,
        heightCm: 170,
      },
    });

    const next = await order();

    expect(next.status).toBe(201);
    expect(next.body.order.id).not.toBe(old.order.id);
    expect(stripe().paymentIntent(old.payment.paymentIntentId).status).toBe("canceled");
    expect((await visitor.get(`/orders/${old.order.id}`)).body.order).toMatchObject({
      status: "CANCELLED",
      cancelReason: "replaced",
    });
    // Stripe's own event about it comes later, and finds nothing to do.
    expect(await stripe().tell(old.payment.paymentIntentId, "payment_intent.canceled")).toEqual(["ignored"]);
  });

  test("keeps its price when the catalogue's rises, and makes way for a new one when it falls [Y5]", async () => {
    const stage = await givenStage();
    const { order, visitor } = await given({ items: [{ stage }] });
    const first = await order();
    await db().update(stages).set({ priceCents: 50_000, depositCents: 12_000 }).where(eq(stages.id, stage.id));
    expect((await order()).body.order).toMatchObject({ id: first.body.order.id, dueNowCents: 10_000 });
    await db().update(stages).set({ priceCents: 40_000, depositCents: 8_000 }).where(eq(stages.id, stage.id));
    await visitor.get("/cart");

    const cheaper = await order();

    expect(cheaper).toMatchObject({ status: 201, body: { order: { dueNowCents: 8_000 } } });
    expect(cheaper.body.order.id).not.toBe(first.body.order.id);
    expect(stripe().paymentIntent(first.body.payment.paymentIntentId).status).toBe("canceled");
    expect(stripe().paymentIntent(cheaper.body.payment.paymentIntentId)).toMatchObject({
      amount: 8_000,
      status: "requires_payment_method",
    });
  });

  test("never takes more than the cart showed", async () => {
    const stage = await givenStage();
    const { order, visitor } = await given({ items: [{ stage }] });
    await db().update(stages).set({ priceCents: 50_000 }).where(eq(stages.id, stage.id));

    expect(await order()).toMatchObject({ status: 409, body: { code: "order_not_payable" } });

    await visitor.get("/cart");
    expect((await order()).status).toBe(201);
  });

  test("takes an expired hold again, or says that the place is gone", async () => {
    const stage = await givenStage({ places: 1 });
    const { order } = await given({ items: [{ stage, hold: "lapsed" }] });
    const other = await given({ items: [{ stage }] });

    expect(await order()).toMatchObject({ status: 409, body: { code: "sold_out", errors: [{ path: "items.0" }] } });
    expect((await other.order()).status).toBe(201);
  });

  test("of a gift card for an activity that is no longer offered is refused, whatever else is in the cart", async () => {
    await givenGiftCardPrices();
    const { order } = await given({
      items: [
        { stage: await givenStage() },
        { giftCard: { kind: "ACTIVITY", activity: "STAGE", stageType: "INITIATION" } },
      ],
    });
    await db().delete(giftCardPrices);

    expect(await order()).toMatchObject({ status: 409, body: { code: "sold_out", errors: [{ path: "items.1" }] } });
  });

  test("without a cart, or with an empty one, is refused", async () => {
    expect(await visitorOf(api).post("/orders/create", request)).toMatchObject({
      status: 409,
      body: { code: "cart_empty" },
    });
  });

  test.each([
    ["terms not accepted", { ...request, acceptTerms: false }],
    ["no customer", { acceptTerms: true }],
    ["a phone that is none", { ...request, customer: givenCustomer({ phone: "call me" }) }],
    ["an unknown field", { ...request, totalCents: 1 }],
  ])("with %s is refused and changes nothing", async (_name, body) => {
    const { order, cart } = await given();

    expect(await order(body)).toMatchObject({ status: 422, body: { code: "invalid", errors: expect.any(Array) } });
    expect(await db().select().from(orders).where(eq(orders.cartSessionId, cart.sessionId))).toEqual([]);
  });
});

describe("paying it", () => {
  test("empties the cart; asking again says that it is paid, and a second telling changes nothing", async () => {
    const { order, visitor, cart } = await given();
    const { body } = await order();
    stripe().confirm(body.payment.paymentIntentId);

    expect(await stripe().tell(body.payment.paymentIntentId, "payment_intent.succeeded")).toEqual(["processed"]);
    expect(await stripe().tell(body.payment.paymentIntentId, "payment_intent.succeeded")).toEqual(["duplicate"]);

    expect(await itemsIn(cart.sessionId)).toEqual([]);
    expect((await visitor.get(`/orders/${body.order.id}`)).body.order.status).toBe("PAID");
    expect(await order()).toMatchObject({ status: 409, body: { code: "order_already_paid", orderId: body.order.id } });
  });

  test("whose event is still on its way is found by asking again: the order is paid, not made twice [O8]", async () => {
    const { order, visitor } = await given();
    const { body } = await order();
    stripe().confirm(body.payment.paymentIntentId);

    expect(await order()).toMatchObject({ status: 409, body: { code: "order_already_paid", orderId: body.order.id } });

    expect((await visitor.get(`/orders/${body.order.id}`)).body.order.status).toBe("PAID");
    expect(await stripe().tell(body.payment.paymentIntentId, "payment_intent.succeeded")).toEqual(["duplicate"]);
  });

  test("with a declined card and then another works on the same PaymentIntent [C9] [O1]", async () => {
    const { order, visitor, cart } = await given();
    const { body } = await order();
    stripe().confirm(body.payment.paymentIntentId, { paymentMethod: "pm_card_chargeDeclined" });
    await stripe().tell(body.payment.paymentIntentId, "payment_intent.payment_failed");
    expect((await visitor.get(`/orders/${body.order.id}`)).body.order).toMatchObject({
      status: "CANCELLED",
      cancelReason: "payment_failed",
    });
    expect(await itemsIn(cart.sessionId)).toHaveLength(1);

    const again = await order();

    expect(again).toMatchObject({
      status: 200,
      body: {
        order: { id: body.order.id, status: "PENDING" },
        payment: { paymentIntentId: body.payment.paymentIntentId },
      },
    });
    stripe().confirm(body.payment.paymentIntentId);
    await stripe().tell(body.payment.paymentIntentId);
    expect((await visitor.get(`/orders/${body.order.id}`)).body.order.status).toBe("PAID");
  });

  test("by a bank debit: another cart has to wait, the same cart finds its order", async () => {
    const { order, visitor } = await given();
    const { body } = await order();
    stripe().confirm(body.payment.paymentIntentId, { paymentMethod: "pm_sepaDebit_success" });
    await stripe().tell(body.payment.paymentIntentId, "payment_intent.processing");

    expect((await order()).body.order).toMatchObject({ id: body.order.id, status: "PENDING" });
    await visitor.post("/cart/items", {
      type: "GIFT_CARD",
      giftCard: { kind: "AMOUNT", amountCents: 5_000 },
      recipient: { name: "Lou" },
    });
    expect(await order()).toMatchObject({ status: 409, body: { code: "order_not_payable" } });
    expect(await closeUnpaidOrders()).toBe(0);
  });
});

describe("when Stripe does not answer", () => {
  test("is a calm 503: order and cart stay, and asking again when Stripe is back finds the same order", async () => {
    const { order, cart } = await given();
    stripe().faults.set([{ kind: "unavailable", path: "/v1/payment_intents" }]);
    const refused = await order();
    expect(refused).toMatchObject({ status: 503, body: { code: "payment_provider_unavailable" } });
    expect(refused.headers.get("retry-after")).not.toBeNull();
    expect(await itemsIn(cart.sessionId)).toHaveLength(1);
    stripe().faults.clear();

    expect((await order()).status).toBe(200);
    expect(await db().select().from(orders).where(eq(orders.cartSessionId, cart.sessionId))).toHaveLength(1);
  });

  test("an answer that was lost is found again by the same key [S2]", async () => {
    const { order } = await given();
    const first = await order();
    await givenAnswerWasLost(first.body.order);

    const again = await order();

    expect(again.body.payment).toEqual(first.body.payment);
    expect(
      stripe()
        .paymentIntents()
        .filter((intent) => intent.metadata["orderId"] === first.body.order.id),
    ).toHaveLength(1);
  });

  test("a key that Stripe has forgotten is not used again: the list proves what was made [S4]", async () => {
    const { order } = await given();
    const { body } = await order();
    await givenAnswerWasLost(body.order);
    setClock(addMinutes(now(), 25 * 60));

    await closeUnpaidOrders();

    expect(
      stripe()
        .paymentIntents()
        .filter((intent) => intent.metadata["orderId"] === body.order.id),
    ).toMatchObject([{ status: "canceled" }]);
  });

  test("domain, «Whose event it is»: a success of a PaymentIntent whose creation we never heard of is linked and pays [S2]", async () => {
    const { order, visitor } = await given();
    const { body } = await order();
    await givenAnswerWasLost(body.order);
    stripe().confirm(body.payment.paymentIntentId);

    expect(await stripe().tell(body.payment.paymentIntentId, "payment_intent.succeeded")).toEqual(["processed"]);
    expect((await visitor.get(`/orders/${body.order.id}`)).body.order.status).toBe("PAID");
  });

  test("7. never paid: cancelled at Stripe first, then the order ends and its place is free [S11]", async () => {
    const stage = await givenStage({ places: 1 });
    const { order, visitor } = await given({ items: [{ stage }] });
    const { body } = await order();
    await givenTimeToPayIsOver(body.order);
    stripe().faults.set([{ kind: "unavailable", path: "/v1/payment_intents" }]);

    expect(await closeUnpaidOrders()).toBe(0);
    expect((await visitor.get(`/orders/${body.order.id}`)).body.order.status).toBe("PENDING");
    expect(
      (await visitor.get("/stages")).body.stages.find((one: { id: string }) => one.id === stage.id).placesLeft,
    ).toBe(0);

    stripe().faults.clear();
    setClock(addMinutes(now(), 11));
    expect(await closeUnpaidOrders()).toBe(1);
    expect((await visitor.get(`/orders/${body.order.id}`)).body.order).toMatchObject({
      status: "CANCELLED",
      cancelReason: "expired",
    });
    expect(stripe().paymentIntent(body.payment.paymentIntentId).status).toBe("canceled");
    expect(
      (await visitor.get("/stages")).body.stages.find((one: { id: string }) => one.id === stage.id).placesLeft,
    ).toBe(1);
  });

  test("money that was faster than the end of the time to pay pays the order [S12]", async () => {
    const { order, visitor } = await given();
    const { body } = await order();
    stripe().confirm(body.payment.paymentIntentId);
    await givenTimeToPayIsOver(body.order);

    await closeUnpaidOrders();

    expect((await visitor.get(`/orders/${body.order.id}`)).body.order.status).toBe("PAID");
  });

  test("a failed attempt's order ends too when its time is over, and its reason stays", async () => {
    const { order, visitor } = await given();
    const { body } = await order();
    stripe().confirm(body.payment.paymentIntentId, { paymentMethod: "pm_card_chargeDeclined" });
    await stripe().tell(body.payment.paymentIntentId, "payment_intent.payment_failed");
    await givenTimeToPayIsOver(body.order);

    await closeUnpaidOrders();

    expect((await visitor.get(`/orders/${body.order.id}`)).body.order).toMatchObject({
      status: "CANCELLED",
      cancelReason: "payment_failed",
      lines: [{ outcome: "CANCELLED" }],
      payments: [{ status: "FAILED" }],
    });
  });
});

describe("gift cards", () => {
  test("that cover all that is due now pay at once, without a PaymentIntent [Y6]", async () => {
    const card = await givenGiftCard({ amountCents: 20_000 });
    const { order, visitor } = await given({ giftCards: [card] });
    const asked = { method: "POST", path: "/v1/payment_intents" };
    const before = stripe().requests(asked).length;

    const { status, body } = await order();

    expect(status).toBe(201);
    expect(stripe().requests(asked)).toHaveLength(before);
    expect(body).toMatchObject({
      payment: null,
      order: { status: "PAID", dueNowCents: 0, balanceCents: 25_000, totalCents: 25_000 },
    });
    expect((await visitor.get(`/orders/${body.order.id}`)).body.order).toMatchObject({
      paidCents: 20_000,
      balanceDueCents: 25_000,
      payments: [{ method: "GIFT_CARD", status: "SUCCEEDED", amountCents: 20_000 }],
      lines: [{ outcome: "BOOKED" }],
      bookings: [{}],
    });
    expect(
      await db()
        .select({ kind: giftCardEntries.kind, amountCents: giftCardEntries.amountCents })
        .from(giftCardEntries)
        .where(eq(giftCardEntries.giftCardId, card.id))
        .orderBy(giftCardEntries.id),
    ).toEqual([
      { kind: "ISSUE", amountCents: 20_000 },
      { kind: "SPEND", amountCents: -20_000 },
    ]);
    expect(await order()).toMatchObject({ status: 409, body: { code: "order_already_paid", orderId: body.order.id } });
  });

  test("an activity card pays the whole price of what it fits; the video stays due", async () => {
    const bapteme = await givenBapteme();
    const card = await givenGiftCard({
      spec: { kind: "ACTIVITY", activity: "BAPTEME", category: "AVENTURE", video: false },
    });
    const { order, visitor } = await given({ items: [{ bapteme, video: true }], giftCards: [card] });

    const { body } = await order();
    expect(body.order).toMatchObject({ dueNowCents: 2_500, balanceCents: 0 });
    stripe().confirm(body.payment.paymentIntentId);
    await stripe().tell(body.payment.paymentIntentId);

    expect((await visitor.get(`/orders/${body.order.id}`)).body.order).toMatchObject({
      status: "PAID",
      paidCents: 13_500,
      balanceDueCents: 0,
    });
  });

  test("are kept by an order that can be paid, and free again when it ends [Y7]", async () => {
    const card = await givenGiftCard({ amountCents: 5_000 });
    const first = await given({ giftCards: [card] });
    const second = await given();
    const { body } = await first.order();

    expect(await second.visitor.post("/cart/gift-cards", { code: card.code })).toMatchObject({
      status: 409,
      body: { code: "gift_card_not_usable" },
    });

    await givenTimeToPayIsOver(body.order);
    await closeUnpaidOrders();
    expect((await second.visitor.post("/cart/gift-cards", { code: card.code })).status).toBe(200);
  });

  test("that hold less than a moment ago: the request is refused, and the cart shows why", async () => {
    const card = await givenGiftCard({ amountCents: 5_000 });
    const first = await given({ giftCards: [card] });
    const second = await given({ giftCards: [card] });
    await first.order();

    expect(await second.order()).toMatchObject({ status: 409, body: { code: "gift_card_not_usable" } });

    expect((await second.visitor.get("/cart")).body).toMatchObject({
      giftCards: [{ usedCents: 0 }],
      totals: { giftCardCents: 0, dueNowCents: 10_000 },
    });
    expect((await second.order()).status).toBe(201);
  });

  test("one card from 20 carts at once pays once [C10]", async () => {
    const card = await givenGiftCard({ amountCents: 10_000 });
    const stage = await givenStage({ places: 20 });
    const visitors = await Promise.all(
      Array.from({ length: 20 }, () => given({ items: [{ stage }], giftCards: [card] })),
    );

    const answers = await Promise.all(visitors.map((one) => one.order()));

    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(
      answers.filter((answer) => answer.status === 409 && answer.body.code === "gift_card_not_usable"),
    ).toHaveLength(19);
  });
});

test("50 buyers for 6 places: six orders, the others are told that it is sold out [C3]", async () => {
  const stage = await givenStage({ places: 6 });
  const visitors = await Promise.all(Array.from({ length: 50 }, () => given({ items: [{ stage, hold: "none" }] })));

  const answers = await Promise.all(visitors.map((one) => one.order()));

  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(6);
  expect(
    answers.filter((answer) => answer.status === 409 && answer.body.code === "sold_out").length +
      answers.filter((answer) => answer.status === 503).length,
  ).toBe(44);
});
