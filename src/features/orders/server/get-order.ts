import { asc, eq, sql } from "drizzle-orm";
import { db, type Reader } from "@/db/client";
import { bookings } from "@/db/schema/bookings";
import { baptemes, stages } from "@/db/schema/catalogue";
import { giftCards } from "@/db/schema/gift-cards";
import { orderLines, orders } from "@/db/schema/orders";
import { paymentAllocations, payments } from "@/db/schema/payments";
import { findCartSession } from "@/features/cart/server/session";
import { findSchoolTimeZone } from "@/features/catalogue/server/school-time-zone";
import { notFound } from "@/lib/errors";
import { sumCents } from "@/lib/money";
import { instantAt } from "@/lib/time-zone";
import { isUuid } from "@/lib/validate";
import type { Order } from "../schemas";
import { isAccessToken, readInstallation } from "./access-token";

export type Asking = { cartToken: string | undefined; accessToken: string | undefined };

/**
 * An order, for whoever holds its secret link or the cart it was made from; for anybody else there is none (404, whether it
 * exists or not).
 */
export async function getOrder(orderId: string, asking: Asking): Promise<Order> {
  if (!isUuid(orderId)) throw notFound();
  const reader = db();
  const [order] = await reader
    .select({
      id: orders.id,
      number: orders.number,
      cartSessionId: orders.cartSessionId,
      status: orders.status,
      cancelReason: orders.cancelReason,
      createdAt: orders.createdAt,
      paidAt: orders.paidAt,
      dueNowCents: orders.dueNowCents,
      balanceCents: orders.balanceCents,
    })
    .from(orders)
    .where(eq(orders.id, orderId))
    .limit(1);
  if (order === undefined || !(await mayRead(reader, order, asking))) throw notFound();

  const [lines, paid, allocations, places, cards, timeZone] = await Promise.all([
    reader
      .select({
        id: orderLines.id,
        type: orderLines.type,
        priceCents: orderLines.priceCents,
        dueNowCents: orderLines.dueNowCents,
        balanceCents: orderLines.balanceCents,
        outcome: orderLines.outcome,
      })
      .from(orderLines)
      .where(eq(orderLines.orderId, orderId))
      .orderBy(asc(orderLines.position)),
    reader
      .select({
        id: payments.id,
        method: payments.method,
        status: payments.status,
        amountCents: payments.amountCents,
        receivedCents: payments.receivedCents,
        receivedCurrency: payments.receivedCurrency,
        refundedCents: payments.refundedCents,
        failureReason: sql<string | null>`coalesce(${payments.failureMessage}, ${payments.failureCode})`,
      })
      .from(payments)
      .where(eq(payments.orderId, orderId))
      .orderBy(asc(payments.createdAt), asc(payments.id)),
    reader
      .select({
        lineId: paymentAllocations.orderLineId,
        amountCents: paymentAllocations.amountCents,
        method: payments.method,
        status: payments.status,
      })
      .from(paymentAllocations)
      .innerJoin(payments, eq(payments.id, paymentAllocations.paymentId))
      .where(eq(payments.orderId, orderId)),
    reader
      .select({
        id: bookings.id,
        lineId: bookings.orderLineId,
        stageId: bookings.stageId,
        baptemeId: bookings.baptemeId,
        participant: orderLines.participant,
        startDate: stages.startDate,
        startsAt: baptemes.startsAt,
      })
      .from(bookings)
      .innerJoin(orderLines, eq(orderLines.id, bookings.orderLineId))
      .leftJoin(stages, eq(stages.id, bookings.stageId))
      .leftJoin(baptemes, eq(baptemes.id, bookings.baptemeId))
      .where(eq(bookings.orderId, orderId))
      .orderBy(asc(orderLines.position)),
    reader
      .select({
        id: giftCards.id,
        lineId: orderLines.id,
        code: giftCards.code,
        kind: giftCards.kind,
        balanceCents: giftCards.balanceCents,
        expiresAt: giftCards.expiresAt,
      })
      .from(giftCards)
      .innerJoin(orderLines, eq(orderLines.id, giftCards.orderLineId))
      .where(eq(orderLines.orderId, orderId))
      .orderBy(asc(orderLines.position)),
    findSchoolTimeZone(null),
  ]);

  const succeeded = paid.filter((payment) => isMoney(payment.status) && payment.receivedCurrency === "eur");
  return {
    id: order.id,
    number: order.number,
    status: order.status,
    cancelReason: order.cancelReason,
    createdAt: order.createdAt.toISOString(),
    paidAt: order.paidAt?.toISOString() ?? null,
    totalCents: order.dueNowCents + order.balanceCents,
    dueNowCents: order.dueNowCents,
    paidCents: sumCents(succeeded.map((payment) => payment.receivedCents ?? 0)),
    refundedCents: sumCents(succeeded.map((payment) => payment.refundedCents)),
    balanceDueCents: balanceDue(lines, allocations, order.paidAt !== null),
    lines,
    payments: paid.map(({ id, method, status, amountCents, refundedCents, failureReason }) => ({
      id,
      method,
      status,
      amountCents,
      refundedCents,
      failureReason,
    })),
    bookings: places.map((place) => ({
      id: place.id,
      lineId: place.lineId,
      ...(place.stageId !== null && { stageId: place.stageId }),
      ...(place.baptemeId !== null && { baptemeId: place.baptemeId }),
      startsAt: startOf(place, timeZone).toISOString(),
      participantName: place.participant === null ? "" : `${place.participant.firstName} ${place.participant.lastName}`,
    })),
    giftCards: cards.map((card) => ({ ...card, expiresAt: card.expiresAt.toISOString() })),
  };
}

/** A slot's instant; for a stage, which has a date only, that day's beginning at the school. */
function startOf(place: { id: string; startsAt: Date | null; startDate: string | null }, timeZone: string): Date {
  if (place.startsAt !== null) return place.startsAt;
  if (place.startDate === null) throw new Error(`booking ${place.id} is of neither a stage nor a slot`);
  return instantAt(timeZone, place.startDate, 0);
}

const isMoney = (status: string): boolean =>
  status === "SUCCEEDED" || status === "PARTIALLY_REFUNDED" || status === "REFUNDED";

async function mayRead(
  reader: Reader,
  order: { id: string; cartSessionId: string | null },
  asking: Asking,
): Promise<boolean> {
  if (
    asking.accessToken !== undefined &&
    isAccessToken((await readInstallation(reader)).accessTokenKey, order.id, asking.accessToken)
  )
    return true;
  const session = await findCartSession(null, asking.cartToken);
  return session !== null && session.id === order.cartSessionId;
}

type Line = { id: string; outcome: string; priceCents: number; dueNowCents: number; balanceCents: number };
type Allocated = { lineId: string | null; amountCents: number; method: string; status: string };

/**
 * What is still to be paid at the school: of the lines that are (or can still be) honoured, what no payment has covered. Before
 * the order is paid, what is due now counts as covered: it is not due at the school.
 */
function balanceDue(lines: Line[], allocations: Allocated[], paid: boolean): number {
  const alive = lines.filter((line) => line.outcome !== "LOST" && line.outcome !== "CANCELLED");
  return sumCents(
    alive.map((line) => {
      const covered = sumCents(
        allocations
          .filter((part) => part.lineId === line.id && (paid ? isMoney(part.status) : part.status !== "CANCELLED"))
          .map((part) => part.amountCents),
      );
      return Math.max(0, line.priceCents - Math.max(covered, line.dueNowCents));
    }),
  );
}
