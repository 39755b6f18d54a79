import { newGiftCardCode } from "@/features/gift-cards/code";
import { validUntil } from "@/features/gift-cards/rules";
import { sumCents } from "@/lib/money";
import { buildOrder, type BuiltOrder } from "./built-order";
import { seedId } from "./chance";
import { addEmail } from "./email-rows";
import type { OrderRows } from "./order-rows";
import { addGivenBackPayments, addPayments } from "./payment-rows";
import { coveredCents, type PlannedOrder, type UsableCard } from "./planned-order";
import { TIME_ZONE } from "./school";

export type IssuedCard = UsableCard & { expiresAt: Date };

/**
 * Adds an order's rows as they stand after its life has gone the way that its plan says: the rows that the use cases would have
 * left, without the years of clock that they would need. `npm run invariants` judges both alike. Returns the gift cards it bought
 * and the order as it was priced. Events are only marked as processed since `eventsSince`: older ones would have been cleaned up.
 */
export function addOrder(
  rows: OrderRows,
  plan: PlannedOrder,
  eventsSince: Date,
): { order: BuiltOrder; issued: IssuedCard[] } {
  const order = buildOrder(plan);
  addOrderRow(rows, order);
  addLines(rows, order);
  addPayments(rows, order, eventsSince);
  if (order.end.kind === "expired") return { order, issued: [] };

  addGivenBackPayments(rows, order, eventsSince);
  addBookings(rows, order);
  const issued = addGiftCards(rows, order);
  if (order.pricedLines.some((line) => line.outcome !== "LOST"))
    addEmail(rows, order, "CONFIRMATION", order.id, order.end.at);
  return { order, issued };
}

function addOrderRow(rows: OrderRows, order: BuiltOrder): void {
  const { pricedLines, end } = order;
  const subtotalCents = sumCents(pricedLines.map((line) => line.priceCents));
  const giftCardCents = sumCents(
    pricedLines.map((line) => coveredCents(line, "DUE_NOW") + coveredCents(line, "BALANCE")),
  );
  const paid = end.kind !== "expired";
  rows.orders.push({
    id: order.id,
    status: statusOf(order),
    cancelReason: paid ? null : "expired",
    cartFingerprint: `seed/${order.name}`,
    customer: order.customer,
    locale: order.locale,
    termsAcceptedAt: order.createdAt,
    subtotalCents,
    giftCardCents,
    dueNowCents: order.dueNowCents,
    balanceCents: subtotalCents - giftCardCents - order.dueNowCents,
    createdAt: order.createdAt,
    paidAt: paid ? end.at : null,
    cancelledAt: paid ? null : end.at,
  });
}

function statusOf({ end, pricedLines }: BuiltOrder) {
  switch (end.kind) {
    case "expired":
      return "CANCELLED";
    case "paid":
    case "paid-twice":
      return "PAID";
    case "paid-late":
      return pricedLines.length === 1 ? "REFUNDED" : "PARTIALLY_REFUNDED";
    default:
      return end satisfies never;
  }
}

function addLines(rows: OrderRows, order: BuiltOrder): void {
  for (const [position, line] of order.pricedLines.entries()) {
    rows.orderLines.push({
      id: line.id,
      orderId: order.id,
      position,
      type: line.type,
      stageId: line.type === "STAGE" ? line.stage.id : null,
      stageType: line.type === "STAGE" ? line.stageType : null,
      baptemeId: line.type === "BAPTEME" ? line.slot.id : null,
      category: line.type === "BAPTEME" ? line.category : null,
      video: line.type === "BAPTEME" && line.video,
      participant: line.type === "GIFT_CARD" ? null : line.participant,
      giftCard: line.type === "GIFT_CARD" ? line.purchase : null,
      priceCents: line.priceCents,
      dueNowCents: line.dueNowCents,
      balanceCents: line.balanceCents,
      outcome: line.outcome,
    });
  }
}

function addBookings(rows: OrderRows, order: BuiltOrder): void {
  const { at } = order.end;
  for (const line of order.pricedLines) {
    if (line.outcome !== "BOOKED" || line.type === "GIFT_CARD") continue;
    const activity = {
      stageId: line.type === "STAGE" ? line.stage.id : null,
      baptemeId: line.type === "BAPTEME" ? line.slot.id : null,
    };
    const holdId = seedId(`hold/${line.id}`);
    const bookingId = seedId(`booking/${line.id}`);
    rows.holds.push({ id: holdId, ...activity, orderLineId: line.id, expiresAt: null, createdAt: order.createdAt });
    rows.bookings.push({ id: bookingId, orderId: order.id, orderLineId: line.id, holdId, ...activity, createdAt: at });
    addEmail(rows, order, "PARTICIPANT_INFO", bookingId, at);
  }
}

function addGiftCards(rows: OrderRows, order: BuiltOrder): IssuedCard[] {
  const issuedAt = order.end.at;
  const expiresAt = validUntil(issuedAt, TIME_ZONE);
  return order.pricedLines.flatMap((line) => {
    if (line.outcome !== "ISSUED" || line.type !== "GIFT_CARD") return [];
    const { giftCard: spec, recipient } = line.purchase;
    const id = seedId(`gift-card/${line.id}`);
    // The code is a secret, so it is the one thing here that chance really makes.
    rows.giftCards.push({
      id,
      code: newGiftCardCode(),
      kind: spec.kind,
      spec,
      orderLineId: line.id,
      recipient,
      deliverAt: null,
      issuedAt,
      expiresAt,
    });
    rows.giftCardEntries.push({
      giftCardId: id,
      kind: "ISSUE",
      amountCents: line.priceCents,
      paymentId: null,
      createdAt: issuedAt,
    });
    addEmail(rows, order, "GIFT_CARD", id, issuedAt);
    return [{ id, spec, availableCents: line.priceCents, expiresAt }];
  });
}
