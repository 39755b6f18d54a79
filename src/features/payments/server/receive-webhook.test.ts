import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { bookings } from "@/db/schema/bookings";
import { cartItems } from "@/db/schema/cart";
import { giftCards } from "@/db/schema/gift-cards";
import { alerts, emails, worklistEntries } from "@/db/schema/operations";
import { orderLines } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { transaction, violatedConstraint } from "@/db/transaction";
import { issueGiftCards } from "@/features/gift-cards/server/issue-gift-cards";
import { now, setClock } from "@/lib/clock";
import { config, setConfig } from "@/lib/config";
import { givenBapteme, givenCart, givenParticipant, givenStage } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder } from "../../../../tests/support/orders";
import {
  paymentCanceled,
  paymentFailed,
  paymentProcessing,
  paymentSucceeded,
  signed,
  stripeDelivers,
  stripeEvent,
} from "../../../../tests/support/stripe-events";
import { visitorOf } from "../../../../tests/support/visitor";

const bookingsOf = (orderId: string) => db().select().from(bookings).where(eq(bookings.orderId, orderId));
const mixedCart = async () =>
  givenCart({
    items: [
      { stage: await givenStage() },
      { bapteme: await givenBapteme(), video: true },
      { giftCard: { kind: "AMOUNT", amountCents: 5_000 }, recipient: { name: "Lou", email: "lou@example.org" } },
    ],
  });

afterEach(async () => {
  setClock();
  setConfig();
  await expectInvariants();
});

describe("a payment that succeeded", () => {
  test("pays the order: a booking or gift card for every line, the cart empty, e-mails queued", async () => {
    const order = await givenOrder({ cart: await mixedCart() });

    const answer = await stripeDelivers(paymentSucceeded(order));

    expect(answer).toMatchObject({ status: 200, outcome: "processed" });
    const paid = await order.read();
    expect(paid.status).toBe("PAID");
    expect(paid.lines.map((line) => line.outcome)).toEqual(["BOOKED", "BOOKED", "ISSUED"]);
    expect(paid.dueNowCents).toBe(10_000 + 3_500 + 2_500 + 5_000);
    expect(paid.paidCents).toBe(paid.dueNowCents);
    expect(paid.balanceDueCents).toBe(35_000 + 7_500);
    expect(paid.bookings).toHaveLength(2);
    expect(paid.giftCards).toMatchObject([{ kind: "AMOUNT", balanceCents: 5_000 }]);
    expect(paid.giftCards[0]?.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(await db().select().from(cartItems).where(eq(cartItems.cartSessionId, order.cart.sessionId))).toEqual([]);
    const queued = await db().select({ kind: emails.kind }).from(emails).where(eq(emails.orderId, order.id));
    expect(queued.map((mail) => mail.kind).toSorted()).toEqual([
      "CONFIRMATION",
      "GIFT_CARD",
      "PARTICIPANT_INFO",
      "PARTICIPANT_INFO",
    ]);
  });

  test("the same event again changes nothing and is called a duplicate [D1]", async () => {
    const order = await givenOrder({ cart: await mixedCart() });
    const event = paymentSucceeded(order);
    await stripeDelivers(event);

    const again = await stripeDelivers(event);

    expect(again).toMatchObject({ status: 200, outcome: "duplicate" });
    expect(await bookingsOf(order.id)).toHaveLength(2);
    expect((await order.read()).giftCards).toHaveLength(1);
  });

  test("a line's gift card is issued once: whatever forgot that it was, the database refuses a second one [C11]", async () => {
    const order = await givenOrder({ cart: await mixedCart() });
    await stripeDelivers(paymentSucceeded(order));
    const [card] = await db()
      .select({ orderLineId: orderLines.id, purchase: orderLines.giftCard, priceCents: orderLines.priceCents })
      .from(orderLines)
      .innerJoin(giftCards, eq(giftCards.orderLineId, orderLines.id))
      .where(eq(orderLines.orderId, order.id));
    if (!card?.purchase) throw new Error("no gift card was issued");
    const again = { ...card, purchase: card.purchase };

    const refused: unknown = await transaction((tx) => issueGiftCards(tx, [again], "Europe/Paris", now())).catch(
      (error: unknown) => error,
    );

    expect(violatedConstraint(refused)).toBe("gift_card_one_per_line");
    expect(await db().$count(giftCards, eq(giftCards.orderLineId, card.orderLineId))).toBe(1);
  });

  test("100 copies at once commit one effect, and whoever was told to come later finds it done [D2]", async () => {
    const order = await givenOrder({ cart: await mixedCart() });
    const event = paymentSucceeded(order);

    const answers = await Promise.all(Array.from({ length: 100 }, () => stripeDelivers(event)));

    expect(answers.filter((answer) => answer.outcome === "processed")).toHaveLength(1);
    expect(answers.filter((answer) => answer.outcome === "duplicate" || answer.status === 503)).toHaveLength(99);
    expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "duplicate" });
    expect(await bookingsOf(order.id)).toHaveLength(2);
    expect((await order.read()).giftCards).toHaveLength(1);
    expect(await db().$count(processedWebhookEvents, eq(processedWebhookEvents.orderId, order.id))).toBe(1);
  });

  test("another event about the same success is linked to the order and does nothing [D5]", async () => {
    const order = await givenOrder();
    await stripeDelivers(paymentSucceeded(order));

    const other = paymentSucceeded(order);
    const answer = await stripeDelivers(other);

    expect(answer).toMatchObject({ status: 200, outcome: "duplicate" });
    expect(await bookingsOf(order.id)).toHaveLength(1);
    expect(
      await db()
        .select({ effect: processedWebhookEvents.effect, orderId: processedWebhookEvents.orderId })
        .from(processedWebhookEvents)
        .where(eq(processedWebhookEvents.id, other.id)),
    ).toEqual([{ effect: "nothing-new", orderId: order.id }]);
  });

  test("what was added to the cart since stays in it [C8]", async () => {
    const cart = await givenCart();
    const order = await givenOrder({ cart });
    const [late] = await db()
      .insert(cartItems)
      .values({
        cartSessionId: cart.sessionId,
        type: "GIFT_CARD",
        giftCard: { giftCard: { kind: "AMOUNT", amountCents: 2_000 }, recipient: { name: "Sam" } },
        createdAt: now(),
      })
      .returning();

    await stripeDelivers(paymentSucceeded(order));

    const left = await db()
      .select({ id: cartItems.id })
      .from(cartItems)
      .where(eq(cartItems.cartSessionId, cart.sessionId));
    expect(left).toEqual([{ id: late?.id }]);
  });

  test("a participant corrected in the cart since the order is not who was bought for; the item leaves the cart [C8]", async () => {
    const cart = await givenCart();
    const order = await givenOrder({ cart });
    const corrected = { participant: givenParticipant({ firstName: "Zoé", weightKg: 71 }) };
    const visitor = visitorOf(api, cart);
    expect(await visitor.patch(`/cart/items/${cart.items[0]?.id}`, corrected)).toMatchObject({ status: 200 });

    await stripeDelivers(paymentSucceeded(order));

    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
    expect(
      await db()
        .select({ participant: orderLines.participant })
        .from(orderLines)
        .where(eq(orderLines.orderId, order.id)),
    ).toEqual([{ participant: givenParticipant() }]);
    expect((await visitor.get("/cart")).body.items).toEqual([]);
  });

  test("a payload as API versions of 2019 wrote it pays as well [S8]", async () => {
    const order = await givenOrder();

    const answer = await stripeDelivers(
      paymentSucceeded(
        order,
        {
          charges: { object: "list", data: [{ id: "ch_1", amount: order.dueNowCents }] },
          source: null,
          allowed_source_types: ["card"],
        },
        { api_version: "2019-02-19" },
      ),
    );

    expect(answer.outcome).toBe("processed");
  });
});

describe("events that are not about money that came", () => {
  test("a decline keeps cart, places and PaymentIntent; the success that follows pays [O1] [C9]", async () => {
    const order = await givenOrder();
    const before = await order.read();

    expect(await stripeDelivers(paymentFailed(order))).toMatchObject({ status: 200, outcome: "processed" });

    const failed = await order.read();
    expect(before.status).toBe("PENDING");
    expect(failed).toMatchObject({
      status: "CANCELLED",
      cancelReason: "payment_failed",
      payments: [{ status: "FAILED", failureReason: "Your card has insufficient funds." }],
      lines: [{ outcome: "PENDING" }],
    });
    expect(await db().select().from(cartItems).where(eq(cartItems.cartSessionId, order.cart.sessionId))).toHaveLength(
      1,
    );
    await stripeDelivers(paymentSucceeded(order));
    expect((await order.read()).status).toBe("PAID");
  });

  test("a decline that arrives after the success changes nothing [O2]", async () => {
    const order = await givenOrder();
    await stripeDelivers(paymentSucceeded(order));

    const answer = await stripeDelivers(paymentFailed(order));

    expect(answer).toMatchObject({ status: 200, outcome: "ignored" });
    expect(await order.read()).toMatchObject({ status: "PAID", payments: [{ status: "SUCCEEDED" }] });
  });

  test("a bank debit keeps the order and its places waiting, then pays or fails [O5]", async () => {
    const order = await givenOrder();

    await stripeDelivers(paymentProcessing(order));
    expect(await order.read()).toMatchObject({ status: "PENDING", payments: [{ status: "PROCESSING" }] });

    await stripeDelivers(paymentFailed(order));
    expect(await order.read()).toMatchObject({ status: "CANCELLED", payments: [{ status: "FAILED" }] });
  });

  test("a cancellation at Stripe ends a pending order and leaves the cart", async () => {
    const order = await givenOrder();

    await stripeDelivers(paymentCanceled(order));

    expect(await order.read()).toMatchObject({
      status: "CANCELLED",
      cancelReason: "payment_canceled",
      payments: [{ status: "CANCELLED" }],
      lines: [{ outcome: "CANCELLED" }],
    });
    expect(await db().select().from(cartItems).where(eq(cartItems.cartSessionId, order.cart.sessionId))).toHaveLength(
      1,
    );
  });

  test.each([
    "payment_intent.created",
    "payment_intent.requires_action",
    "charge.succeeded",
    "constructor",
    "__proto__",
  ])("%s is answered 200 and ignored [D13] [O6] [O13]", async (type) => {
    const order = await givenOrder();

    const answer = await stripeDelivers(stripeEvent(type, { id: order.paymentIntentId }));

    expect(answer).toMatchObject({ status: 200, outcome: "ignored" });
    expect((await order.read()).status).toBe("PENDING");
  });

  test("a thin event is ignored [S9]", async () => {
    const body = JSON.stringify({
      id: "evt_thin",
      object: "v2.core.event",
      type: "v1.payment_intent.succeeded",
      livemode: false,
    });

    expect(await stripeDelivers(stripeEvent("x", {}), { body })).toMatchObject({ status: 200, outcome: "ignored" });
  });
});

describe("whose event it is", () => {
  test("a PaymentIntent that we do not know, of another installation or of none, is ignored [D14]", async () => {
    const order = await givenOrder();
    const foreign = { ...order, paymentIntentId: "pi_foreign" };
    const { installation: _ours, ...namesOurOrder } = order.metadata;

    for (const metadata of [
      {},
      namesOurOrder,
      { ...namesOurOrder, installation: "b0a7a1f4-0000-4000-8000-000000000000" },
    ]) {
      expect(await stripeDelivers(paymentSucceeded(foreign, { metadata }))).toMatchObject({
        status: 200,
        outcome: "ignored",
      });
    }
    expect(await order.read()).toMatchObject({ status: "PENDING", bookings: [], payments: [{ status: "PENDING" }] });
    expect(await db().$count(worklistEntries, eq(worklistEntries.orderId, order.id))).toBe(0);
  });

  test("a live event about a PaymentIntent of ours is parked, about another it is ignored [D15]", async () => {
    const order = await givenOrder();

    expect(await stripeDelivers(paymentSucceeded(order, { livemode: true }, { livemode: true }))).toMatchObject({
      status: 200,
      outcome: "parked",
    });
    expect(
      await stripeDelivers(
        paymentSucceeded({ ...order, paymentIntentId: "pi_other" }, { livemode: true }, { livemode: true }),
      ),
    ).toMatchObject({ status: 200, outcome: "ignored" });

    expect((await order.read()).status).toBe("PENDING");
    expect(
      await db()
        .select({ status: payments.status, receivedCents: payments.receivedCents })
        .from(payments)
        .where(eq(payments.orderId, order.id)),
    ).toEqual([{ status: "PENDING", receivedCents: null }]);
    expect(
      await db()
        .select({ kind: worklistEntries.kind, closedAt: worklistEntries.closedAt })
        .from(worklistEntries)
        .where(eq(worklistEntries.orderId, order.id)),
    ).toEqual([{ kind: "WRONG_MODE", closedAt: null }]);
  });

  test("a true success after a parked one pays and closes the entry", async () => {
    const order = await givenOrder();
    const wrong = paymentSucceeded(order, { livemode: true }, { livemode: true });
    await stripeDelivers(wrong);

    await stripeDelivers(paymentSucceeded(order));

    expect((await order.read()).status).toBe("PAID");
    const [entry] = await db().select().from(worklistEntries).where(eq(worklistEntries.orderId, order.id));
    expect(entry?.closedAt).not.toBeNull();
    expect(
      await db().select({ status: parkedEvents.status }).from(parkedEvents).where(eq(parkedEvents.id, wrong.id)),
    ).toEqual([{ status: "DONE" }]);
  });

  test("another order's id in the metadata raises an alert and pays the order that the PaymentIntent belongs to [M10]", async () => {
    const order = await givenOrder();
    const victim = await givenOrder();

    await stripeDelivers(paymentSucceeded(order, { metadata: { ...order.metadata, orderId: victim.id } }));

    expect((await order.read()).status).toBe("PAID");
    expect((await victim.read()).status).toBe("PENDING");
    expect((await db().select({ kind: alerts.kind }).from(alerts)).map((alert) => alert.kind)).toContain(
      "metadata_mismatch",
    );
  });

  test.each([{ amount_received: 9_999_999 }])(
    "more than was due pays the order, and the difference waits on the worklist [Y2]",
    async (more) => {
      const order = await givenOrder();

      await stripeDelivers(paymentSucceeded(order, more));

      expect(await order.read()).toMatchObject({ status: "PAID", paidCents: 9_999_999 });
      expect(
        await db()
          .select({ kind: worklistEntries.kind })
          .from(worklistEntries)
          .where(eq(worklistEntries.orderId, order.id)),
      ).toEqual([{ kind: "OVERPAID" }]);
    },
  );
});

describe("what is not Stripe's hand", () => {
  let before = 0;
  const written = async () =>
    (await db().select().from(processedWebhookEvents)).length + (await db().select().from(parkedEvents)).length;
  beforeEach(async () => {
    before = await written();
  });

  test.each([
    ["no header", () => null],
    ["an empty header", () => ""],
    ["garbage", () => "garbage"],
    ["two headers joined", (body: string) => `${signed(body)}, ${signed(body)}`],
    ["another secret", (body: string) => signed(body, "whsec_another")],
    ["only the old scheme", (body: string) => signed(body).replace("v1=", "v0=")],
    ["a truncated signature", (body: string) => signed(body).slice(0, -2)],
    ["an empty signature", (body: string) => signed(body).replace(/v1=.*/, "v1=")],
    ["an empty signature before others", (body: string) => signed(body).replace(/v1=.*/, "v1,v1=00")],
    ["upper case", (body: string) => signed(body).replace(/v1=.*/, (part) => `v1=${part.slice(3).toUpperCase()}`)],
    ["older than the tolerance", (body: string) => signed(body, undefined, new Date(now().getTime() - 301_000))],
    ["thousands of signatures", (body: string) => `${signed(body)}${",v1=00".repeat(2_000)}`],
  ])("%s is answered 400 and leaves no trace [M1] [M2] [M4] [M5] [M8]", async (_name, header) => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);

    const answer = await stripeDelivers(event, { header: header(JSON.stringify(event)) });

    expect(answer).toMatchObject({ status: 400, code: "invalid_signature" });
    expect((await order.read()).status).toBe("PENDING");
    expect(await written()).toBe(before);
  });

  test("a body changed after it was signed is refused [M3]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    const header = signed(JSON.stringify(event));

    expect(await stripeDelivers(event, { header, body: JSON.stringify(event).replace("eur", "usd") })).toMatchObject({
      status: 400,
      code: "invalid_signature",
    });
  });

  test("during a rotation, a signature by any configured secret is accepted [M6]", async () => {
    setConfig({ STRIPE_WEBHOOK_SECRET: ["whsec_new", "whsec_old"] });
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    const body = JSON.stringify(event);
    const oldOnly = signed(body, "whsec_old");

    expect((await stripeDelivers(event, { header: oldOnly.replace("v1=", `v1=${"0".repeat(64)},v1=`) })).outcome).toBe(
      "processed",
    );
  });

  test("a signature from the future is accepted, as Stripe's SDK does [T2]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);

    expect(
      (
        await stripeDelivers(event, {
          header: signed(JSON.stringify(event), undefined, new Date(now().getTime() + 3_600_000)),
        })
      ).outcome,
    ).toBe("processed");
  });

  test.each([
    "{",
    "[]",
    "null",
    JSON.stringify({ id: "evt_1" }),
    JSON.stringify({ id: "evt_\u0000", type: "payment_intent.succeeded", livemode: false, data: { object: {} } }),
  ])("signed bytes that are no event (%s) are unreadable [B7]", async (body) => {
    expect(await stripeDelivers(stripeEvent("x", {}), { body })).toMatchObject({ status: 400, code: "unreadable" });
    expect(await written()).toBe(before);
  });

  test("more than 262,144 bytes are refused before they are hashed [M8]", async () => {
    expect(await stripeDelivers(stripeEvent("x", {}), { body: "x".repeat(262_145) })).toMatchObject({
      status: 413,
      code: "too_large",
    });
  });

  test("the configured tolerance is the one used", async () => {
    setConfig({ WEBHOOK_TOLERANCE_SECONDS: 10 });
    const order = await givenOrder();
    const event = paymentSucceeded(order);

    expect(config().WEBHOOK_TOLERANCE_SECONDS).toBe(10);
    expect(
      await stripeDelivers(event, {
        header: signed(JSON.stringify(event), undefined, new Date(now().getTime() - 11_000)),
      }),
    ).toMatchObject({ status: 400 });
  });
});
