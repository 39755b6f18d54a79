import type { RefundReason } from "@/db/schema/payments";
import type { AllocationPart } from "@/db/schema/status-words";
import { addMs, DAY_MS, MINUTE_MS } from "@/lib/clock";
import { sumCents } from "@/lib/money";
import type { BuiltLine, BuiltOrder } from "./built-order";
import { seedId } from "./chance";
import { addEmail } from "./email-rows";
import type { OrderRows } from "./order-rows";
import { coveredCents } from "./planned-order";

type PaymentRow = OrderRows["payments"][number];
type Allocated = { line: BuiltLine | null; part: AllocationPart; amountCents: number };

/** What the order was paid with: gift cards, the money due now, and the balance at the school. */
export function addPayments(rows: OrderRows, order: BuiltOrder, eventsSince: Date): void {
  for (const card of order.cards) addCardPayment(rows, order, card.id);
  if (order.dueNowCents > 0) addMoneyDueNow(rows, order, eventsSince);
  if (order.end.kind === "paid" && order.end.balanceAt) addBalance(rows, order, order.end.balanceAt);
}

function addCardPayment(rows: OrderRows, order: BuiltOrder, giftCardId: string): void {
  const card = order.cards.find(({ id }) => id === giftCardId);
  const parts = order.pricedLines.flatMap((line) =>
    line.coverage
      .filter((one) => one.giftCardId === giftCardId)
      .map(({ part, amountCents }) => ({ line, part, amountCents })),
  );
  if (!card || parts.length === 0) return;
  const payment = addPayment(rows, order, {
    name: `card/${giftCardId}`,
    method: "GIFT_CARD",
    giftCardId,
    parts,
    at: order.end.at,
    succeededBy: "GIFT_CARD",
  });
  // An activity card is spent whole, whatever its activity costs by now.
  const spentCents = card.spec.kind === "ACTIVITY" ? card.availableCents : payment.amountCents;
  rows.giftCardEntries.push({
    giftCardId,
    kind: "SPEND",
    amountCents: -spentCents,
    paymentId: payment.id,
    createdAt: order.end.at,
  });
}

function addMoneyDueNow(rows: OrderRows, order: BuiltOrder, eventsSince: Date): void {
  const { end } = order;
  const parts = order.pricedLines
    .map((line) => ({ line, part: "DUE_NOW" as const, amountCents: line.dueNowCents - coveredCents(line, "DUE_NOW") }))
    .filter(({ amountCents }) => amountCents > 0);
  if (end.kind === "paid" && end.method === "MANUAL") {
    addPayment(rows, order, { name: "money", method: "MANUAL", parts, at: end.at, succeededBy: "STAFF" });
    return;
  }
  const refundedCents = sumCents(
    parts.filter(({ line }) => line.outcome === "LOST").map(({ amountCents }) => amountCents),
  );
  addPayment(rows, order, {
    name: "money",
    method: "STRIPE",
    parts,
    refundedCents,
    at: end.at,
    succeededBy: "WEBHOOK",
  });
  if (end.kind !== "expired")
    addEvent(rows, order, "money", end.kind === "paid-late" ? "order-paid-late" : "order-paid", end.at, eventsSince);
}

/** By card or in cash on the day, as staff record it. */
function addBalance(rows: OrderRows, order: BuiltOrder, at: Date): void {
  const parts = order.pricedLines
    .map((line) => ({ line, part: "BALANCE" as const, amountCents: line.balanceCents - coveredCents(line, "BALANCE") }))
    .filter(({ amountCents }) => amountCents > 0);
  if (parts.length > 0) addPayment(rows, order, { name: "balance", method: "MANUAL", parts, at, succeededBy: "STAFF" });
}

/** Money that went back through Stripe: for the line that was lost, or all of a second payment. */
export function addGivenBackPayments(rows: OrderRows, order: BuiltOrder, eventsSince: Date): void {
  const { end } = order;
  if (end.kind === "paid-late") {
    for (const line of order.pricedLines.filter(({ outcome }) => outcome === "LOST")) {
      addRefund(rows, order, {
        paymentName: "money",
        lineId: line.id,
        amountCents: line.dueNowCents,
        reason: "PLACE_LOST",
        at: end.at,
      });
      addEmail(rows, order, "PLACE_LOST", line.id, end.at);
      addSettledEntry(
        rows,
        order,
        "LINE_LOST",
        `line-lost:${line.id}`,
        { lineId: line.id, reason: "PLACE_LOST", refundCents: line.dueNowCents },
        end.at,
      );
    }
  }
  if (end.kind === "paid-twice") {
    const at = addMs(end.at, 2 * MINUTE_MS);
    const parts = [{ line: null, part: "DUPLICATE" as const, amountCents: order.dueNowCents }];
    const { id } = addPayment(rows, order, {
      name: "money-again",
      method: "STRIPE",
      parts,
      refundedCents: order.dueNowCents,
      coversOrder: false,
      at,
      succeededBy: "WEBHOOK",
    });
    addEvent(rows, order, "money-again", "duplicate-payment", at, eventsSince);
    addRefund(rows, order, {
      paymentName: "money-again",
      lineId: null,
      amountCents: order.dueNowCents,
      reason: "DUPLICATE",
      at,
    });
    addSettledEntry(
      rows,
      order,
      "DUPLICATE_PAYMENT",
      `duplicate-payment:${id}`,
      { amountCents: order.dueNowCents },
      at,
    );
  }
}

const paymentId = (order: BuiltOrder, name: string): string => seedId(`payment/${order.id}/${name}`);
const stripeId = (prefix: "pi" | "re" | "evt", name: string): string =>
  `${prefix}_seed${seedId(name).replaceAll("-", "")}`;

type NewPayment = Pick<PaymentRow, "method" | "giftCardId" | "succeededBy"> & {
  name: string;
  parts: Allocated[];
  refundedCents?: number;
  coversOrder?: boolean;
  at: Date;
};

function addPayment(
  rows: OrderRows,
  order: BuiltOrder,
  { name, parts, refundedCents = 0, coversOrder = true, at, method, giftCardId = null, succeededBy }: NewPayment,
): { id: string; amountCents: number } {
  const amountCents = sumCents(parts.map((part) => part.amountCents));
  const succeeded = order.end.kind !== "expired";
  const id = paymentId(order, name);
  rows.payments.push({
    id,
    orderId: order.id,
    method,
    status: !succeeded
      ? "CANCELLED"
      : refundedCents === 0
        ? "SUCCEEDED"
        : refundedCents < amountCents
          ? "PARTIALLY_REFUNDED"
          : "REFUNDED",
    amountCents,
    currency: "eur",
    // An order that nobody paid has none here, as if Stripe's answer had been lost: no Stripe account knows the ones that a seed makes up.
    stripePaymentIntentId: method === "STRIPE" && succeeded ? stripeId("pi", `${order.id}/${name}`) : null,
    giftCardId,
    coversOrder,
    receivedCents: succeeded ? amountCents : null,
    receivedCurrency: succeeded ? "eur" : null,
    refundedCents,
    succeededBy: succeeded ? succeededBy : null,
    createdAt: method === "MANUAL" ? at : order.createdAt,
    succeededAt: succeeded ? at : null,
  });
  rows.paymentAllocations.push(
    ...parts.map(({ line, part, amountCents: cents }) => ({
      paymentId: id,
      orderLineId: line?.id ?? null,
      part,
      amountCents: cents,
    })),
  );
  return { id, amountCents };
}

function addEvent(
  rows: OrderRows,
  order: BuiltOrder,
  paymentName: string,
  effect: string,
  at: Date,
  since: Date,
): void {
  if (at < since) return;
  const objectId = stripeId("pi", `${order.id}/${paymentName}`);
  rows.processedWebhookEvents.push({
    id: stripeId("evt", objectId),
    type: "payment_intent.succeeded",
    source: "WEBHOOK",
    effect,
    objectId,
    orderId: order.id,
    createdAtStripe: addMs(at, -1_000),
    processedAt: at,
  });
}

type NewRefund = { paymentName: string; lineId: string | null; amountCents: number; reason: RefundReason; at: Date };

function addRefund(
  rows: OrderRows,
  order: BuiltOrder,
  { paymentName, lineId, amountCents, reason, at }: NewRefund,
): void {
  const id = seedId(`refund/${order.id}/${paymentName}`);
  rows.refunds.push({
    id,
    orderId: order.id,
    paymentId: paymentId(order, paymentName),
    orderLineId: lineId,
    amountCents,
    currency: "eur",
    reason,
    status: "SUCCEEDED",
    stripeRefundId: stripeId("re", id),
    attempts: 1,
    createdAt: at,
    updatedAt: addMs(at, MINUTE_MS),
  });
  addEmail(rows, order, "REFUND", id, at);
}

function addSettledEntry(
  rows: OrderRows,
  order: BuiltOrder,
  kind: OrderRows["worklistEntries"][number]["kind"],
  dedupeKey: string,
  details: Record<string, unknown>,
  at: Date,
): void {
  rows.worklistEntries.push({
    id: seedId(`worklist/${dedupeKey}`),
    kind,
    dedupeKey,
    orderId: order.id,
    details,
    openedAt: at,
    closedAt: addMs(at, DAY_MS),
    resolution: "the customer was called",
  });
}
