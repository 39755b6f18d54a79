import type { EventSource } from "@/db/schema/processed-webhook-events";
import type { Tx } from "@/db/client";
import { bookPlaces } from "@/features/bookings/server/book-places";
import { letGoOfOrderPlaces, securePlaces } from "@/features/bookings/server/secure-places";
import { removeBoughtItems } from "@/features/cart/server/remove-bought-items";
import { lockCart } from "@/features/cart/server/lock-cart";
import { findSchoolTimeZone } from "@/features/catalogue/server/school-time-zone";
import { issueGiftCards } from "@/features/gift-cards/server/issue-gift-cards";
import { lockSpendableCards, spendGiftCards } from "@/features/gift-cards/server/spend-gift-cards";
import { queueEmails, type EmailToQueue } from "@/features/notifications/server/queue-emails";
import { requestRefunds } from "@/features/payments/server/request-refunds";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addToWorklist } from "@/features/staff/server/worklist";
import {
  findAllocations,
  findOrderLines,
  isPayable,
  type LockedOrder,
  type OrderLine,
  type OrderPayment,
} from "./locked-order";
import { planSettlement } from "./plan-settlement";
import {
  askToCloseOvertakenOrders,
  markLinesSettled,
  markOrderPaid,
  recordCardPayments,
  recordReceivedMoney,
} from "./queries";
import type { Settlement } from "./rules";

export type Received = {
  payment: OrderPayment;
  /** What arrived: at least what was due; the rest is the customer's and waits on the worklist. */
  amountCents: number;
  source: EventSource;
};

/**
 * Everything that follows from an order's money having arrived, in the caller's transaction: all of it, or nothing. The order
 * and its payments are locked by the caller; here follow the cart, stages and slots, and gift cards. `received` is null when
 * gift cards cover all that is due. Called once per order: a paid order never comes here.
 */
export async function payOrder(
  tx: Tx,
  order: LockedOrder,
  received: Received | null,
  now: Date,
): Promise<{ late: boolean; lostLines: number }> {
  const late = !isPayable(order) || order.status === "CANCELLED";
  const lines = await findOrderLines(tx, order.id);
  const planned = await findAllocations(tx, order.id);
  if (order.cartSessionId !== null) await lockCart(tx, order.cartSessionId);

  const places = await securePlaces(
    tx,
    lines.filter(needsPlace).map((line) => ({
      lineId: line.id,
      cartItemId: line.cartItemId,
      stageId: line.stageId,
      baptemeId: line.baptemeId,
    })),
    now,
  );
  const cardIds = order.payments.flatMap((payment) => payment.giftCardId ?? []);
  const cards = await lockSpendableCards(tx, [...new Set(cardIds)], order.id);
  const settlement = planSettlement({ lines, planned, payments: order.payments, places, cards });

  if (received)
    await recordReceivedMoney(
      tx,
      { ...received, dueNowCents: order.dueNowCents, allocations: settlement.moneyAllocations },
      now,
    );
  const cardPayments = await recordCardPayments(tx, order, settlement.cardAllocations, now);
  await spendGiftCards(tx, cardPayments, cards, now);
  await markOrderPaid(tx, order.id, now);

  const { honoured, lost } = divide(lines, settlement);
  await markLinesSettled(tx, honoured, lost);
  // Only what this order kept or took: a place found with a newer order of the cart is still that order's.
  await letGoOfOrderPlaces(
    tx,
    lost.map((line) => line.id),
    "left-to-the-cart",
  );
  const booked = await bookPlaces(
    tx,
    order.id,
    honoured.flatMap((line) => {
      const holdId = places.get(line.id);
      return holdId === undefined
        ? []
        : [{ lineId: line.id, holdId, stageId: line.stageId, baptemeId: line.baptemeId }];
    }),
    now,
  );
  const bought = honoured.flatMap((line) =>
    line.giftCard === null ? [] : [{ orderLineId: line.id, purchase: line.giftCard, priceCents: line.priceCents }],
  );
  const issued = bought.length === 0 ? [] : await issueGiftCards(tx, bought, await findSchoolTimeZone(tx), now);

  if (order.cartSessionId !== null) {
    const itemIds = honoured.flatMap((line) => line.cartItemId ?? []);
    await removeBoughtItems(tx, order.cartSessionId, itemIds, cardIds);
    await askToCloseOvertakenOrders(tx, order, itemIds, now);
  }
  await giveBackLostLines(tx, order, received, settlement, now);
  await putDifferenceOnWorklist(tx, order, received, now);

  const email = (kind: EmailToQueue["kind"], subjectId: string, notBefore = now): EmailToQueue => ({
    kind,
    orderId: order.id,
    subjectId,
    locale: order.locale,
    notBefore,
  });
  await queueEmails(
    tx,
    [
      ...(honoured.length > 0 ? [email("CONFIRMATION", order.id)] : []),
      ...booked.map((booking) => email("PARTICIPANT_INFO", booking.id)),
      ...issued.map((card) =>
        email("GIFT_CARD", card.id, card.deliverAt !== null && card.deliverAt > now ? card.deliverAt : now),
      ),
      ...lost.map((line) => email("PLACE_LOST", line.id)),
    ],
    now,
  );
  return { late, lostLines: lost.length };
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
