import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { baptemes, stages } from "@/db/schema/catalogue";
import { giftCards } from "@/db/schema/gift-cards";
import { orderLines } from "@/db/schema/orders";
import { paymentAllocations, payments } from "@/db/schema/payments";
import type { Participant } from "@/db/schema/snapshots";
import type { LineOutcome, PaymentMethod } from "@/db/schema/status-words";
import type { Purchase } from "../emails/facts";

export type LineRow = {
  id: string;
  purchase: Purchase;
  participant: Participant | null;
  priceCents: number;
  outcome: LineOutcome;
};

/** More than a cart can hold; an order of staff's making may be longer than a visitor's. */
const MOST_LINES = 200;

/** The lines of an order as they were bought, in the order of the cart. */
export async function readLines(tx: Tx, orderId: string): Promise<LineRow[]> {
  const rows = await tx
    .select({
      id: orderLines.id,
      type: orderLines.type,
      chosenStageType: orderLines.stageType,
      category: orderLines.category,
      video: orderLines.video,
      participant: orderLines.participant,
      giftCard: orderLines.giftCard,
      priceCents: orderLines.priceCents,
      outcome: orderLines.outcome,
      stageType: stages.type,
      startDate: stages.startDate,
      endDate: stages.endDate,
      startsAt: baptemes.startsAt,
      durationMinutes: baptemes.durationMinutes,
    })
    .from(orderLines)
    .leftJoin(stages, eq(stages.id, orderLines.stageId))
    .leftJoin(baptemes, eq(baptemes.id, orderLines.baptemeId))
    .where(eq(orderLines.orderId, orderId))
    .orderBy(asc(orderLines.position))
    .limit(MOST_LINES);
  return rows.map((row) => ({
    id: row.id,
    purchase: toPurchase(row),
    participant: row.participant,
    priceCents: row.priceCents,
    outcome: row.outcome,
  }));
}

type JoinedLine = Pick<typeof orderLines.$inferSelect, "type" | "category" | "video" | "giftCard"> & {
  chosenStageType: (typeof orderLines.$inferSelect)["stageType"];
  stageType: (typeof stages.$inferSelect)["type"] | null;
  startDate: string | null;
  endDate: string | null;
  startsAt: Date | null;
  durationMinutes: number | null;
};

/** The database's check `order_line_one_thing` promises what is asserted here. */
function toPurchase(line: JoinedLine): Purchase {
  switch (line.type) {
    case "STAGE": {
      // Of a double stage, the line keeps what the buyer chose.
      const stageType = line.chosenStageType ?? line.stageType;
      if (stageType === null || line.startDate === null || line.endDate === null)
        throw new Error("a stage line without its stage");
      return { type: "STAGE", stageType, startDate: line.startDate, endDate: line.endDate };
    }
    case "BAPTEME": {
      const { category, video, startsAt, durationMinutes } = line;
      if (category === null || startsAt === null || durationMinutes === null)
        throw new Error("a baptême line without its slot");
      return { type: "BAPTEME", category, video, startsAt, durationMinutes };
    }
    case "GIFT_CARD": {
      if (line.giftCard === null) throw new Error("a gift card line without its gift card");
      const { giftCard: spec, recipient, deliverAt } = line.giftCard;
      return {
        type: "GIFT_CARD",
        spec,
        // An erased recipient leaves the card itself behind.
        recipientName: recipient?.name ?? null,
        sentToRecipient: recipient?.email !== undefined,
        deliverAt: deliverAt === undefined ? null : new Date(deliverAt),
      };
    }
    default:
      return line.type satisfies never;
  }
}

export type Settlement = {
  orderLineId: string;
  method: PaymentMethod;
  giftCardCode: string | null;
  amountCents: number;
};

/** What succeeded payments have paid for each line, by means. Money that came twice or too much belongs to no line. */
export async function readSettlements(tx: Tx, orderId: string): Promise<Settlement[]> {
  const rows = await tx
    .select({
      orderLineId: paymentAllocations.orderLineId,
      method: payments.method,
      giftCardCode: giftCards.code,
      amountCents: sql`sum(${paymentAllocations.amountCents})`.mapWith(Number),
    })
    .from(paymentAllocations)
    .innerJoin(payments, eq(payments.id, paymentAllocations.paymentId))
    .leftJoin(giftCards, eq(giftCards.id, payments.giftCardId))
    .where(
      and(
        eq(payments.orderId, orderId),
        isNotNull(payments.succeededAt),
        eq(payments.coversOrder, true),
        isNotNull(paymentAllocations.orderLineId),
      ),
    )
    .groupBy(paymentAllocations.orderLineId, payments.method, giftCards.code);
  return rows.flatMap(({ orderLineId, ...row }) => (orderLineId === null ? [] : [{ orderLineId, ...row }]));
}
