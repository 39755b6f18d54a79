import { newId } from "@/db/schema/columns";
import type { EventSource } from "@/db/schema/processed-webhook-events";
import type { Tx } from "@/db/client";
import { letGoOfOrderPlaces, securePlaces } from "@/features/bookings/server/secure-places";
import { removeUsedUpCards } from "@/features/cart/server/remove-used-up-cards";
import { findSchoolTimeZone } from "@/features/catalogue/server/school-time-zone";
import { issueGiftCards } from "@/features/gift-cards/server/issue-gift-cards";
import { lockSpendableCards, spendGiftCards } from "@/features/gift-cards/server/spend-gift-cards";
import type { EmailToQueue } from "@/features/notifications/server/queue-emails";
import { requestRefunds } from "@/features/payments/server/request-refunds";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addToWorklist } from "@/features/staff/server/worklist";
import { isPayable, type LockedOrder, type OrderLine, type OrderPayment } from "./locked-order";
import { planSettlement } from "./plan-settlement";
import { allocateMoney, askToCloseOvertakenOrders, recordCardPayments } from "./queries";
import type { FoundForPayment } from "./read-for-payment";
import type { Settlement } from "./rules";
import { type LineSettled, writeSettlement } from "./write-settlement";

export type Received = {
  payment: OrderPayment;
  /** What arrived: at least what was due; the rest is the customer's and waits on the worklist. */
  amountCents: number;
  source: EventSource;
};

/**
 * Everything that follows from an order's money having arrived, in the caller's transaction: all of it, or nothing. The order
 * and its payments are locked by the caller, the cart and the holds by `readForPayment`, which `found` comes from; here follow stages
 * and slots, and gift cards. `received` is null when gift cards cover all that is due. Called once per order: a paid order never
 * comes here.
 */
export async function payOrder(
  tx: Tx,
  order: LockedOrder,
  { lines, planned, holds, hasRival }: FoundForPayment,
  received: Received | null,
  now: Date,
): Promise<{ late: boolean; lostLines: number }> {
  const late = !isPayable(order) || order.status === "CANCELLED";

  const places = await securePlaces(
    tx,
    lines.filter(needsPlace).map((line) => ({
      lineId: line.id,
      cartItemId: line.cartItemId,
      stageId: line.stageId,
      baptemeId: line.baptemeId,
    })),
    holds,
    now,
  );
  const cardIds = order.payments.flatMap((payment) => payment.giftCardId ?? []);
  const cards = await lockSpendableCards(tx, [...new Set(cardIds)], order.id);
  const settlement = planSettlement({ lines, planned, payments: order.payments, places, cards });

  if (received)
    await allocateMoney(
      tx,
      { ...received, dueNowCents: order.dueNowCents, allocations: settlement.moneyAllocations },
      planned,
    );
  const cardPayments = await recordCardPayments(tx, order, settlement.cardAllocations, planned, now);
  await spendGiftCards(tx, cardPayments, cards, now);

  const { honoured, lost } = divide(lines, settlement);
  // Only what this order kept or took: a place found with a newer order of the cart is still that order's.
  await letGoOfOrderPlaces(
    tx,
    lost.map((line) => line.id),
    "left-to-the-cart",
  );
  const bought = honoured.flatMap((line) =>
    line.giftCard === null ? [] : [{ orderLineId: line.id, purchase: line.giftCard, priceCents: line.priceCents }],
  );
  const issued = bought.length === 0 ? [] : await issueGiftCards(tx, bought, await findSchoolTimeZone(tx), now);
  const settled = [
    ...honoured.map((line) => honouredLine(line, places.get(line.id))),
    ...lost.map((line): LineSettled => ({ lineId: line.id, outcome: "LOST", boughtItemId: null, booking: null })),
  ];

  const email = (kind: EmailToQueue["kind"], subjectId: string, notBefore = now): EmailToQueue => ({
    kind,
    orderId: order.id,
    subjectId,
    locale: order.locale,
    notBefore,
  });
  writeSettlement(
    tx,
    order,
    {
      received: received && {
        paymentId: received.payment.id,
        amountCents: received.amountCents,
        currency: received.payment.currency,
        source: received.source,
      },
      lines: settled,
      emails: [
        ...(honoured.length > 0 ? [email("CONFIRMATION", order.id)] : []),
        ...settled.flatMap(({ booking }) => (booking === null ? [] : [email("PARTICIPANT_INFO", booking.id)])),
        ...issued.map((card) =>
          email("GIFT_CARD", card.id, card.deliverAt !== null && card.deliverAt > now ? card.deliverAt : now),
        ),
        ...lost.map((line) => email("PLACE_LOST", line.id)),
      ],
    },
    now,
  );

  if (order.cartSessionId !== null) {
    if (cardIds.length > 0) await removeUsedUpCards(tx, order.cartSessionId, cardIds);
    const itemIds = honoured.flatMap((line) => line.cartItemId ?? []);
    if (hasRival) await askToCloseOvertakenOrders(tx, order, itemIds, now);
  }
  await giveBackLostLines(tx, order, received, settlement, now);
  await putDifferenceOnWorklist(tx, order, received, now);

  return { late, lostLines: lost.length };
}

/** A line whose place is there, or that needs none: booked, or issued. */
function honouredLine(line: OrderLine, holdId: string | undefined): LineSettled {
  return {
    lineId: line.id,
    outcome: line.type === "GIFT_CARD" ? "ISSUED" : "BOOKED",
    boughtItemId: line.cartItemId,
    booking: holdId === undefined ? null : { id: newId(), holdId, stageId: line.stageId, baptemeId: line.baptemeId },
  };
}

const needsPlace = (line: OrderLine): boolean => line.type !== "GIFT_CARD";

function divide(lines: OrderLine[], settlement: Settlement) {
  const lostIds = new Set(settlement.lines.flatMap((line) => (line.kind === "lost" ? [line.id] : [])));
  return {
    honoured: lines.filter((line) => !lostIds.has(line.id)),
    lost: lines.filter((line) => lostIds.has(line.id)),
  };
}

/** Money for what could not be kept: a refund row for each line, made at Stripe by a job, and an entry for the staff. */
async function giveBackLostLines(
  tx: Tx,
  order: LockedOrder,
  received: Received | null,
  settlement: Settlement,
  now: Date,
): Promise<void> {
  for (const line of settlement.lines) {
    if (line.kind !== "lost") continue;
    if (received && line.refundCents > 0) {
      await requestRefunds(
        tx,
        [
          {
            orderId: order.id,
            paymentId: received.payment.id,
            orderLineId: line.id,
            amountCents: line.refundCents,
            currency: received.payment.currency,
            reason: line.reason,
          },
        ],
        now,
      );
    }
    await addToWorklist(
      tx,
      {
        kind: "LINE_LOST",
        dedupeKey: `line-lost:${line.id}`,
        orderId: order.id,
        paymentId: received?.payment.id,
        details: { lineId: line.id, reason: line.reason, refundCents: line.refundCents },
      },
      now,
    );
    await raiseAlert(
      tx,
      {
        kind: "line_lost",
        dedupeKey: `line-lost:${line.id}`,
        details: { orderId: order.id, lineId: line.id, reason: line.reason },
      },
      now,
    );
  }
}

async function putDifferenceOnWorklist(
  tx: Tx,
  order: LockedOrder,
  received: Received | null,
  now: Date,
): Promise<void> {
  if (!received || received.amountCents <= order.dueNowCents) return;
  await addToWorklist(
    tx,
    {
      kind: "OVERPAID",
      dedupeKey: `overpaid:${received.payment.id}`,
      orderId: order.id,
      paymentId: received.payment.id,
      details: {
        dueNowCents: order.dueNowCents,
        receivedCents: received.amountCents,
        differenceCents: received.amountCents - order.dueNowCents,
      },
    },
    now,
  );
}
