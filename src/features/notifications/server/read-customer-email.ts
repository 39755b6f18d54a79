import { and, desc, eq, isNotNull, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { payments, refunds } from "@/db/schema/payments";
import type { Customer } from "@/db/schema/snapshots";
import { sumCents } from "@/lib/money";
import { ERASED, fullName, readOrderUrl, type Readiness, type Reading, SUPERSEDED } from "./reading";
import { type LineRow, readLines, readSettlements, type Settlement } from "./read-lines";

const isPaid = (status: Reading["order"]["status"]): boolean => status !== "PENDING" && status !== "CANCELLED";
const isHonoured = (line: LineRow): boolean => line.outcome === "BOOKED" || line.outcome === "ISSUED";

export async function readConfirmation(reading: Reading): Promise<Readiness> {
  const { tx, order, common } = reading;
  if (order.customer === null) return ERASED;
  if (!isPaid(order.status)) throw new Error("a confirmation of an order that is not paid");
  const lines = (await readLines(tx, order.id)).filter((line) => isHonoured(line) || line.outcome === "LOST");
  // Every line was lost or cancelled since: the e-mails about that say what there is to say.
  if (!lines.some(isHonoured)) return SUPERSEDED;
  return {
    kind: "ready",
    to: toCustomer(order.customer),
    facts: {
      ...common,
      kind: "CONFIRMATION",
      customerFirstName: order.customer.firstName,
      orderUrl: await readOrderUrl(reading),
      lines: lines.map((line) => ({
        purchase: line.purchase,
        participantName: line.participant === null ? null : fullName(line.participant),
        priceCents: line.priceCents,
        lost: line.outcome === "LOST",
      })),
      ...amounts(lines.filter(isHonoured), await readSettlements(tx, order.id)),
    },
  };
}

/** Only of the lines that were honoured, so that the figures add up whatever was lost. */
function amounts(honoured: LineRow[], settlements: Settlement[]) {
  const ids = new Set(honoured.map((line) => line.id));
  const ours = settlements.filter(({ orderLineId }) => ids.has(orderLineId));
  const paidBy = (method: Settlement["method"]) =>
    sumCents(ours.filter((one) => one.method === method).map((one) => one.amountCents));
  const totalCents = sumCents(honoured.map((line) => line.priceCents));
  const cards = Map.groupBy(
    ours.filter((one) => one.method === "GIFT_CARD"),
    (one) => one.giftCardCode ?? "",
  );
  return {
    totalCents,
    // The end of a code tells the cards apart; the whole of it is money.
    giftCards: [...cards].map(([code, parts]) => ({
      codeEnd: code.slice(-4),
      amountCents: sumCents(parts.map((part) => part.amountCents)),
    })),
    paidOnlineCents: paidBy("STRIPE"),
    paidAtSchoolCents: paidBy("MANUAL"),
    remainingCents: Math.max(0, totalCents - sumCents(ours.map((one) => one.amountCents))),
  };
}

export async function readPaymentFailed(reading: Reading): Promise<Readiness> {
  const { tx, order, common } = reading;
  if (order.customer === null) return ERASED;
  // It was paid before this could be sent.
  if (isPaid(order.status)) return SUPERSEDED;
  const [failed] = await tx
    .select({ failureCode: payments.failureCode })
    .from(payments)
    .where(and(eq(payments.orderId, order.id), eq(payments.method, "STRIPE"), isNotNull(payments.failureCode)))
    .orderBy(desc(payments.createdAt))
    .limit(1);
  return {
    kind: "ready",
    to: toCustomer(order.customer),
    facts: {
      ...common,
      kind: "PAYMENT_FAILED",
      customerFirstName: order.customer.firstName,
      orderUrl: await readOrderUrl(reading),
      failureCode: failed?.failureCode ?? null,
      dueNowCents: order.dueNowCents,
      payableUntil: order.payableUntil,
    },
  };
}

/** About one refund, whose id is the e-mail's subject. */
export async function readRefund(reading: Reading): Promise<Readiness> {
  const { tx, email, order, common } = reading;
  if (order.customer === null) return ERASED;
  const [refund] = await tx
    .select({
      orderLineId: refunds.orderLineId,
      amountCents: refunds.amountCents,
      currency: refunds.currency,
      reason: refunds.reason,
      status: refunds.status,
    })
    .from(refunds)
    .where(eq(refunds.id, email.subjectId));
  if (refund === undefined) throw new Error("a refund's e-mail without its refund");
  // The bank has refused it meanwhile: staff have it on their list, and a promise now would be untrue.
  if (refund.status === "FAILED" || refund.status === "CANCELLED") return SUPERSEDED;
  const line = (await readLines(tx, order.id)).find(({ id }) => id === refund.orderLineId);
  return {
    kind: "ready",
    to: toCustomer(order.customer),
    facts: {
      ...common,
      kind: "REFUND",
      customerFirstName: order.customer.firstName,
      orderUrl: await readOrderUrl(reading),
      amountCents: refund.amountCents,
      currency: refund.currency,
      reason: refund.reason,
      purchase: line?.purchase ?? null,
    },
  };
}

/** About the line that is the e-mail's subject; or, when the order is, about each of its lost lines. */
export async function readPlaceLost(reading: Reading): Promise<Readiness> {
  const { tx, email, order, common } = reading;
  if (order.customer === null) return ERASED;
  const lines = await readLines(tx, order.id);
  const lost = lines.filter(
    (line) => line.outcome === "LOST" && (email.subjectId === order.id || email.subjectId === line.id),
  );
  if (lost.length === 0) return SUPERSEDED;
  const given = await readLineRefunds(tx, order.id);
  return {
    kind: "ready",
    to: toCustomer(order.customer),
    facts: {
      ...common,
      kind: "PLACE_LOST",
      customerFirstName: order.customer.firstName,
      orderUrl: await readOrderUrl(reading),
      lines: lost.map((line) => {
        const back = given.filter((refund) => refund.orderLineId === line.id);
        return {
          purchase: line.purchase,
          participantName: line.participant === null ? null : fullName(line.participant),
          giftCardSpent: back.some((refund) => refund.reason === "GIFT_CARD_SPENT"),
          refundedCents: sumCents(back.map((refund) => refund.amountCents)),
        };
      }),
      usedGiftCards: order.giftCardCents > 0,
      othersHonoured: lines.some(isHonoured),
    },
  };
}

const readLineRefunds = (tx: Tx, orderId: string) =>
  tx
    .select({ orderLineId: refunds.orderLineId, reason: refunds.reason, amountCents: refunds.amountCents })
    .from(refunds)
    .where(
      and(
        eq(refunds.orderId, orderId),
        isNotNull(refunds.orderLineId),
        ne(refunds.status, "FAILED"),
        ne(refunds.status, "CANCELLED"),
      ),
    )
    .limit(200);

const toCustomer = (customer: Customer) => ({ name: fullName(customer), address: customer.email });
