import { and, eq } from "drizzle-orm";
import { gzipSync } from "node:zlib";
import pino from "pino";
import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "@/app/api/api";
import { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } from "@/app/api/webhooks/stripe/route";
import { db, pool } from "@/db/client";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { emails, worklistEntries } from "@/db/schema/operations";
import { disputes, payments, refunds } from "@/db/schema/payments";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { sendDueEmails } from "@/features/notifications/server/jobs";
import { closeUnpaidOrders } from "@/features/orders/server/jobs";
import { reconcilePendingPayments, reconcileRecentPayments } from "@/features/payments/server/jobs";
import { replayEvent } from "@/features/payments/server/retry-parked-events";
import { now } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { log } from "@/lib/log";
import { formatMoney, minorUnitDigits } from "@/lib/money";
import { givenCart, givenGiftCard, givenStage } from "../../support/given";
import { givenOrder, givenTimeToPayIsOver } from "../../support/orders";
import { paymentFailed, paymentSucceeded, signed, stripeDelivers, stripeEvent } from "../../support/stripe-events";
import { pointAt, tellEvent, useStripe } from "../../support/stripe-sandbox";
import { givenPaidAtStripe, givenPayable } from "./given-payable";

const stripe = useStripe();
afterEach(() => vi.restoreAllMocks());

const written = async () =>
  (await db().select().from(processedWebhookEvents)).length + (await db().select().from(parkedEvents)).length;
const worklistOf = async (order: { id: string }) =>
  (await db().select().from(worklistEntries).where(eq(worklistEntries.orderId, order.id))).map(({ kind, details }) => ({
    kind,
    details,
  }));
const toWebhook = (body: BodyInit, headers: Record<string, string>) =>
  POST(new Request("http://localhost/api/webhooks/stripe", { method: "POST", body, headers }));

describe("whoever is not Stripe", () => {
  test("hears the same words whatever was wrong, about a real order and about none [M16]", async () => {
    const order = await givenOrder();
    const event = JSON.stringify(paymentSucceeded(order));
    const nothing = JSON.stringify(stripeEvent("payment_intent.succeeded", { id: "pi_none" }));
    const before = await written();
    const attempts: [string, string | undefined][] = [
      [event, undefined],
      [event, ""],
      [event, "t=1,v1=00"],
      [event, signed(event, "whsec_wrong")],
      [event, signed(event, undefined, new Date(now().getTime() - 3_600_000))],
      [nothing, signed(nothing, "whsec_wrong")],
      ["", signed("")],
      ["{", signed("{", "whsec_wrong")],
    ];

    const answers = await Promise.all(
      attempts.map(async ([body, signature]) => {
        const answer = await toWebhook(body, signature === undefined ? {} : { "stripe-signature": signature });
        return `${answer.status} ${await answer.text()}`;
      }),
    );

    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^400 /);
    expect(await written()).toBe(before);
  });

  test.each([
    ["one hexadecimal digit too few", (header: string) => header.slice(0, -1)],
    ["one too many", (header: string) => `${header}0`],
    ["empty", (header: string) => header.replace(/v1=.*/, "v1=")],
    ["letters beyond f", (header: string) => header.replace(/v1=.{4}/, "v1=zzzz")],
    ["another scheme beside none", (header: string) => header.replace("v1=", "v2=")],
  ])("with a signature of which %s is right is refused and leaves no trace [M1] [M5]", async (_, spoil) => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    const before = await written();

    expect(await stripeDelivers(event, { header: spoil(signed(JSON.stringify(event))) })).toMatchObject({
      status: 400,
    });

    expect(await written()).toBe(before);
  });

  test("who sends a genuine request again within five minutes gets a duplicate, later a refusal [M4]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    const captured = signed(JSON.stringify(event), undefined, new Date(now().getTime() - 200_000));
    const old = signed(JSON.stringify(event), undefined, new Date(now().getTime() - 301_000));

    expect(await stripeDelivers(event, { header: captured })).toMatchObject({ status: 200, outcome: "processed" });
    expect(await stripeDelivers(event, { header: captured })).toMatchObject({ status: 200, outcome: "duplicate" });
    expect(await stripeDelivers(event, { header: old })).toMatchObject({ status: 400 });
  });

  test("who compresses a body is refused before anything is unpacked [M8]", async () => {
    const body = JSON.stringify(paymentSucceeded(await givenOrder()));
    const bomb = gzipSync(Buffer.alloc(50_000_000));

    for (const packed of [gzipSync(body), bomb]) {
      const answer = await toWebhook(packed, { "content-encoding": "gzip", "stripe-signature": signed(body) });
      expect([413, 415]).toContain(answer.status);
    }
  });

  test("who calls the webhook by another method is told 405, and which one it is [M9]", async () => {
    for (const [name, handler] of Object.entries({ DELETE, GET, HEAD, OPTIONS, PATCH, PUT })) {
      const answer = handler(new Request("http://localhost/api/webhooks/stripe", { method: name }));
      expect([name, answer.status, answer.headers.get("allow")]).toEqual([name, 405, "POST"]);
    }
  });

  test("who pairs a cheap PaymentIntent with a dear order by its metadata pays no dear order [M11]", async () => {
    const dear = await givenPayable(stripe(), { items: [{ stage: await givenStage({ depositCents: 40_000 }) }] });
    const cheap = stripe().create({ amount: 100, currency: "eur", metadata: dear.metadata });
    stripe().confirm(cheap.id);

    expect(await stripe().tell(cheap.id, "payment_intent.succeeded")).toEqual(["parked"]);

    expect(await dear.read()).toMatchObject({ status: "PENDING", bookings: [] });
    expect((await worklistOf(dear)).map(({ kind }) => kind)).toEqual(["MONEY_CONTRADICTS_ORDER"]);
  });
});

test.each([
  ["SQL", "'; delete from orders; --"],
  ["HTML", "<script>alert(1)</script>"],
  ["an emoji and 500 letters", `🪂${"x".repeat(499)}`],
  ["a text that is no id", "../../etc/passwd"],
  ["NUL and half a character", "\u0000\ud800"],
])("%s in the metadata of a genuine event is data and no more [M10]", async (_, value) => {
  const order = await givenOrder();
  const victim = await givenOrder();
  const metadata = JSON.parse(
    JSON.stringify({ ...order.metadata, orderId: value, sessionId: victim.cart.sessionId, orderNumber: value }),
  );
  Object.defineProperty(metadata, "__proto__", { value: { admin: "yes" }, enumerable: true });

  const answer = await stripeDelivers(paymentSucceeded(order, { metadata }));

  expect(answer).toMatchObject({ status: 200, outcome: "processed" });
  expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  expect(await victim.read()).toMatchObject({ status: "PENDING" });
  expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  // The victim's cart, named by its public id, has lost nothing.
  const { rows } = await pool().query("select count(*)::int as items from cart_items where cart_session_id = $1", [
    victim.cart.sessionId,
  ]);
  expect(rows).toEqual([{ items: 1 }]);
});

test("the public id of a cart, as Stripe's exports show it, opens neither cart nor order [M14]", async () => {
  const order = await givenPayable(stripe());
  const { sessionId = "" } = order.metadata;

  const wrongDoors: Record<string, string>[] = [
    { cookie: `cart_session=${sessionId}` },
    { authorization: `Bearer ${sessionId}` },
  ];
  for (const headers of wrongDoors) {
    const cart = await (await api.request("http://localhost/api/cart", { headers })).json();
    expect(cart).toMatchObject({ sessionId: null, items: [] });
    const read = await api.request(`http://localhost/api/orders/${order.id}?token=${sessionId}`, { headers });
    expect(read.status).toBe(404);
  }
});

test("the secret by which a browser pays is passed on to it, and stands in no log and in no row [M15]", async () => {
  const lines: string[] = [];
  // The stream below the real logger, so that its own redaction is what is tested.
  const stream: { write: (line: string) => void } = Reflect.get(log, pino.symbols.streamSym);
  vi.spyOn(stream, "write").mockImplementation((line) => void lines.push(line));
  const { level } = log;
  log.level = "trace";

  const order = await givenPayable(stripe());
  const secret: string = (await order.again()).body.payment.clientSecret;
  stripe().faults.set([{ kind: "unavailable" }]);
  expect((await order.again()).status).toBe(503);
  stripe().faults.clear();
  stripe().confirm(order.paymentIntentId, { paymentMethod: "pm_card_chargeDeclined" });
  setConfig({ livemode: true });
  expect(await stripe().tell(order.paymentIntentId, "payment_intent.payment_failed")).toEqual(["parked"]);
  setConfig();
  pointAt(stripe());
  await stripe().tell(order.paymentIntentId);
  await reconcilePendingPayments();
  stripe().confirm(order.paymentIntentId);
  await stripe().tell(order.paymentIntentId);
  await reconcileRecentPayments();
  log.level = level;

  expect(secret).toBe(stripe().paymentIntent(order.paymentIntentId).client_secret);
  expect(await order.read()).toMatchObject({ status: "PAID" });
  const parked = await db().select().from(parkedEvents).where(eq(parkedEvents.objectId, order.paymentIntentId));
  expect(parked.map(({ rawBody }) => JSON.parse(rawBody?.toString("utf8") ?? "{}").data.object)).toMatchObject([
    { client_secret: null },
  ]);
  const rows = await everyRow();
  for (const told of [lines, rows]) {
    expect(told.filter((text) => text.includes(order.id))).not.toEqual([]);
    expect(told.filter((text) => text.includes(secret) || text.includes(inHex(secret)))).toEqual([]);
  }
});

async function everyRow(): Promise<string[]> {
  const tables = await pool().query<{ name: string }>(
    "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'",
  );
  const rows: string[] = [];
  for (const { name } of tables.rows) {
    const found = await pool().query<{ row: string }>(`select to_json(t)::text as row from ${name} t`);
    rows.push(...found.rows.map(({ row }) => row));
  }
  return rows;
}

/** As columns of bytes show it. */
const inHex = (text: string): string => Buffer.from(text).toString("hex");

describe("a replay by staff", () => {
  test("of what is done already changes nothing, of nothing is said to be unknown, and each leaves a line in the log [M17]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    await stripeDelivers(paymentSucceeded(order, { livemode: true }, { id: `${event.id}_live`, livemode: true }));
    await stripeDelivers(event);
    const told = vi.spyOn(log, "info");

    expect(await replayEvent(`${event.id}_live`)).toMatchObject({ outcome: "parked" });
    expect(await replayEvent("evt_never_heard_of")).toBe("unknown");

    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
    expect(told).toHaveBeenCalledWith({ eventId: `${event.id}_live` }, "staff replay an event");
    await db()
      .update(worklistEntries)
      .set({ closedAt: now(), resolution: "read by staff" })
      .where(eq(worklistEntries.orderId, order.id));
  });

  test("has no address: it is done on the server, by who may log in there [M17]", async () => {
    const { paths } = (await (await api.request("http://localhost/api/openapi.json")).json()) as { paths: object };

    expect(Object.keys(paths).filter((path) => /replay|event|admin|staff/i.test(path))).toEqual([]);
  });
});

describe("money that does not fit", () => {
  test.each(["jpy", "kwd", "bhd", "EUR"])(
    "%s instead of euros pays nothing and waits for staff [Y3] [Y4]",
    async (currency) => {
      const order = await givenPayable(stripe());

      expect(await stripeDelivers(paymentSucceeded(order, { currency }))).toMatchObject({ outcome: "parked" });

      expect(await order.read()).toMatchObject({ status: "PENDING", bookings: [] });
    },
  );

  test("amounts in yen and dinars are written with their own decimals [Y4]", () => {
    expect(["eur", "JPY", "kwd"].map(minorUnitDigits)).toEqual([2, 0, 3]);
    expect(formatMoney(1_234, "en", "jpy")).toContain("1,234");
    expect(formatMoney(1_234, "en", "kwd")).toContain("1.234");
    expect(formatMoney(1_234, "en")).toContain("12.34");
  });

  test("a card that fails twice beside a gift card: its part is kept, then free again once, and never debited [Y7]", async () => {
    const card = await givenGiftCard({ amountCents: 5_000 });
    const order = await givenPayable(stripe(), { giftCards: [card] });
    const entries = async () =>
      (await db().select().from(giftCardEntries).where(eq(giftCardEntries.giftCardId, card.id))).map(
        ({ amountCents }) => amountCents,
      );

    await stripeDelivers(paymentFailed(order));
    await stripeDelivers(paymentFailed(order));
    expect(await partOf(order.id)).toEqual([{ status: "PENDING", amountCents: 5_000 }]);
    await givenTimeToPayIsOver(order);
    await closeUnpaidOrders();
    await stripeDelivers({ ...paymentFailed(order), type: "payment_intent.canceled" });

    expect(await entries()).toEqual([5_000]);
    expect(await partOf(order.id)).toEqual([{ status: "CANCELLED", amountCents: 5_000 }]);
    const other = await givenPaidAtStripe(stripe(), { giftCards: [card] });
    expect(await other.read()).toMatchObject({ status: "PAID" });
    expect(await entries()).toEqual([5_000, -5_000]);
  });

  test("a charge that tells each time how much has gone back in all: each refund is counted once, by its id [Y8]", async () => {
    const order = await givenPaidAtStripe(stripe());
    const tellLastCharge = async () => {
      const told = stripe().events({ paymentIntent: order.paymentIntentId, type: "charge.refunded" }).at(-1);
      return [told?.data.object["amount_refunded"], await tellEvent(stripe(), told?.id ?? "")];
    };

    stripe().refund(order.paymentIntentId, { amount: 3_000 });
    expect(await tellLastCharge()).toEqual([3_000, "processed"]);
    stripe().refund(order.paymentIntentId, { amount: 2_000 });
    expect(await tellLastCharge()).toEqual([5_000, "processed"]);

    expect(await order.read()).toMatchObject({ status: "PARTIALLY_REFUNDED", refundedCents: 5_000 });
    const rows = await db()
      .select({ amountCents: refunds.amountCents })
      .from(refunds)
      .where(eq(refunds.orderId, order.id))
      .orderBy(refunds.amountCents);
    expect(rows).toEqual([{ amountCents: 2_000 }, { amountCents: 3_000 }]);
  });

  test("an order given back at Stripe whose gift card is spent: the card is not overdrawn, what it has spent is before the staff [Y9]", async () => {
    const bought = await givenPaidAtStripe(stripe(), { items: [{ giftCard: { kind: "AMOUNT", amountCents: 8_000 } }] });
    const [sold] = (await bought.read()).giftCards;
    // Not all of it may be paid by the card, or there would be no PaymentIntent.
    await givenPaidAtStripe(stripe(), {
      items: [{ stage: await givenStage({ priceCents: 9_000, depositCents: 9_000 }) }],
      giftCards: [{ id: sold?.id ?? "" }],
    });
    const left = (await bought.read()).giftCards[0]?.balanceCents ?? 0;
    stripe().refund(bought.paymentIntentId);
    for (const { id } of stripe().events({ paymentIntent: bought.paymentIntentId, type: "refund.created" }))
      await POST(stripe().deliveryRequest(id));
    for (const { id } of stripe().events({ paymentIntent: bought.paymentIntentId, type: "charge.refunded" }))
      await POST(stripe().deliveryRequest(id));

    expect(await bought.read()).toMatchObject({ status: "REFUNDED", giftCards: [{ balanceCents: left }] });
    expect(left).toBeLessThan(8_000);
    expect((await worklistOf(bought)).filter(({ kind }) => kind === "REFUND_AT_STRIPE")).toEqual([
      {
        kind: "REFUND_AT_STRIPE",
        details: expect.objectContaining({
          giftCards: [expect.objectContaining({ giftCardId: sold?.id, balanceCents: left, spentCents: 8_000 - left })],
        }),
      },
    ]);
  });

  test("an inquiry moves no money; a dispute does, and what comes back is noted once [Y12]", async () => {
    const order = await givenPaidAtStripe(stripe());
    const about = (id: string, status: string) => ({
      id,
      amount: order.dueNowCents,
      currency: "eur",
      status,
      payment_intent: order.paymentIntentId,
    });
    const rowOf = async (id: string) => (await db().select().from(disputes).where(eq(disputes.stripeDisputeId, id)))[0];

    await stripeDelivers(stripeEvent("charge.dispute.created", about("dp_ask", "warning_needs_response")));
    await stripeDelivers(stripeEvent("charge.dispute.closed", about("dp_ask", "warning_closed")));
    await stripeDelivers(stripeEvent("charge.dispute.created", about("dp_real", "needs_response")));
    await stripeDelivers(stripeEvent("charge.dispute.funds_withdrawn", about("dp_real", "needs_response")));
    await stripeDelivers(stripeEvent("charge.dispute.funds_reinstated", about("dp_real", "won")));
    const once = (await rowOf("dp_real"))?.fundsReinstatedAt;
    await stripeDelivers(stripeEvent("charge.dispute.funds_reinstated", about("dp_real", "won")));

    expect(await rowOf("dp_ask")).toMatchObject({ status: "warning_closed", fundsWithdrawnAt: null });
    expect(await rowOf("dp_real")).toMatchObject({ status: "won", fundsReinstatedAt: once });
    expect(once).not.toBeNull();
    expect(await order.read()).toMatchObject({ status: "PAID", refundedCents: 0 });
  });
});

test("a mail server that is away when the event comes: 200 to Stripe, the order paid, its e-mails waiting [E1] [E4] [E5]", async () => {
  setConfig({ STRIPE_API_BASE: new URL(stripe().url), SMTP_URL: "smtp://127.0.0.1:1" });
  const order = await givenOrder({ cart: await givenCart({ items: [{ stage: await givenStage() }] }) });

  expect(await stripeDelivers(paymentSucceeded(order))).toMatchObject({ status: 200, outcome: "processed" });
  await sendDueEmails();
  await stripeDelivers(paymentSucceeded(order));

  expect((await order.read()).status).toBe("PAID");
  const rows = await db().select().from(emails).where(eq(emails.orderId, order.id));
  expect(rows.map(({ kind, status }) => `${kind} ${status}`).toSorted()).toEqual([
    "CONFIRMATION WAITING",
    "PARTICIPANT_INFO WAITING",
  ]);
});

const partOf = (orderId: string) =>
  db()
    .select({ status: payments.status, amountCents: payments.amountCents })
    .from(payments)
    .where(and(eq(payments.orderId, orderId), eq(payments.method, "GIFT_CARD")));
