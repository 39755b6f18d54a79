import { eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { bookings, holds } from "@/db/schema/bookings";
import { baptemes, schools, stages } from "@/db/schema/catalogue";
import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import { newId } from "@/db/schema/columns";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { giftCards } from "@/db/schema/gift-cards";
import { orderLines, orders } from "@/db/schema/orders";
import { paymentAllocations, payments } from "@/db/schema/payments";
import { processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import type { Customer, GiftCardPurchase, Locale, Participant } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";
import { newGiftCardCode } from "@/features/gift-cards/code";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { givenParticipant } from "./given";

export type GivenLine = { participant?: Partial<Participant>; lost?: boolean } & (
  | { stageId: string; stageType?: StageType }
  | { baptemeId: string; category?: BaptemeCategory; video?: boolean; priceCents: number }
  | { giftCard: GiftCardPurchase; priceCents: number }
);
type GivenPaidOrder = {
  lines: GivenLine[];
  customer?: Partial<Customer>;
  locale?: Locale;
  /** A gift card that pays for the first line: first what is due now. */
  paidByCard?: { id: string; amountCents: number };
};
export type PaidOrder = {
  id: string;
  number: string;
  paymentId: string;
  lines: { id: string; bookingId: string | null; giftCard: { id: string; code: string } | null }[];
};

export const givenCustomer = (changes: Partial<Customer> = {}): Customer => ({
  firstName: "Marie",
  lastName: "Lefèvre",
  email: "marie.lefevre@example.org",
  phone: "+33 6 98 76 54 32",
  ...changes,
});

export async function givenSchool(changes: Partial<typeof schools.$inferInsert> = {}): Promise<void> {
  const school = {
    name: "École du Grand Large",
    email: "contact@grandlarge.example",
    phone: "+33 4 79 00 00 00",
    addressLine: "3 chemin des Thermiques",
    postalCode: "73100",
    city: "Aix-les-Bains",
    meetingPoint: "Chalet du col, parking haut",
    legalNotice: "SARL, RCS Chambéry 000 000 000",
    ...changes,
  };
  await db().insert(schools).values(school).onConflictDoUpdate({ target: schools.id, set: school });
}

/**
 * An order as paying leaves it, written row by row: paid online by card, each line booked or issued unless it was lost. For
 * tests of what follows from an order, which should not break with how one is paid.
 */
export async function givenPaidOrder({
  lines,
  customer = {},
  locale = "fr",
  paidByCard,
}: GivenPaidOrder): Promise<PaidOrder> {
  return transaction(async (tx) => {
    const priced = [];
    for (const line of lines) priced.push({ line, ...(await price(tx, line)) });
    const subtotalCents = sum(priced.map((one) => one.priceCents));
    const cardCents = paidByCard?.amountCents ?? 0;
    const byCardNow = Math.min(cardCents, priced[0]?.dueNowCents ?? 0);
    const dueNowCents = sum(priced.map((one) => one.dueNowCents)) - byCardNow;
    const [order] = await tx
      .insert(orders)
      .values({
        status: "PAID",
        cartFingerprint: newId(),
        customer: givenCustomer(customer),
        locale,
        termsAcceptedAt: now(),
        subtotalCents,
        giftCardCents: cardCents,
        dueNowCents,
        balanceCents: subtotalCents - cardCents - dueNowCents,
        createdAt: now(),
        paidAt: now(),
      })
      .returning({ id: orders.id, number: orders.number });
    if (order === undefined) throw new Error("the database gave no row back");

    const made: PaidOrder["lines"] = [];
    for (const [position, one] of priced.entries()) made.push(await writeLine(tx, order.id, position, one));

    const first = made[0];
    const paymentId = newId();
    if (dueNowCents > 0) {
      await tx.insert(payments).values({
        id: paymentId,
        orderId: order.id,
        method: "STRIPE",
        status: "SUCCEEDED",
        amountCents: dueNowCents,
        receivedCents: dueNowCents,
        receivedCurrency: "eur",
        stripePaymentIntentId: `pi_${paymentId}`,
        createdAt: now(),
        succeededAt: now(),
        succeededBy: "WEBHOOK",
      });
      await tx.insert(processedWebhookEvents).values({
        id: `evt_${paymentId}`,
        type: "payment_intent.succeeded",
        source: "WEBHOOK",
        effect: "order-paid",
        objectId: `pi_${paymentId}`,
        orderId: order.id,
        processedAt: now(),
      });
      for (const [index, one] of priced.entries()) {
        const amountCents = one.dueNowCents - (index === 0 ? byCardNow : 0);
        if (amountCents > 0)
          await tx.insert(paymentAllocations).values({
            paymentId,
            orderLineId: made[index]?.id ?? null,
            part: "DUE_NOW",
            amountCents,
          });
      }
    }
    if (paidByCard && first) {
      const cardPaymentId = newId();
      await tx.insert(payments).values({
        id: cardPaymentId,
        orderId: order.id,
        method: "GIFT_CARD",
        status: "SUCCEEDED",
        amountCents: cardCents,
        receivedCents: cardCents,
        receivedCurrency: "eur",
        giftCardId: paidByCard.id,
        createdAt: now(),
        succeededAt: now(),
      });
      if (byCardNow > 0)
        await tx.insert(paymentAllocations).values({
          paymentId: cardPaymentId,
          orderLineId: first.id,
          part: "DUE_NOW",
          amountCents: byCardNow,
        });
      if (cardCents > byCardNow)
        await tx.insert(paymentAllocations).values({
          paymentId: cardPaymentId,
          orderLineId: first.id,
          part: "BALANCE",
          amountCents: cardCents - byCardNow,
        });
      await tx.insert(giftCardEntries).values({
        giftCardId: paidByCard.id,
        kind: "SPEND",
        amountCents: -cardCents,
        paymentId: cardPaymentId,
        createdAt: now(),
      });
    }
    return { id: order.id, number: order.number, paymentId, lines: made };
  });
}

type Priced = { line: GivenLine; priceCents: number; dueNowCents: number; stageType?: StageType };

async function price(tx: Tx, line: GivenLine): Promise<Omit<Priced, "line">> {
  if ("giftCard" in line) return { priceCents: line.priceCents, dueNowCents: line.priceCents };
  if ("stageId" in line) {
    const [stage] = await tx.select().from(stages).where(eq(stages.id, line.stageId));
    if (stage === undefined) throw new Error("given an order for a stage that is not there");
    return {
      priceCents: stage.priceCents,
      dueNowCents: stage.depositCents,
      stageType: line.stageType ?? stage.type,
    };
  }
  const [slot] = await tx.select().from(baptemes).where(eq(baptemes.id, line.baptemeId));
  if (slot === undefined) throw new Error("given an order for a slot that is not there");
  const video = line.video === true ? slot.videoPriceCents : 0;
  return { priceCents: line.priceCents + video, dueNowCents: slot.depositCents + video };
}

async function writeLine(
  tx: Tx,
  orderId: string,
  position: number,
  { line, priceCents, dueNowCents, stageType }: Priced,
): Promise<PaidOrder["lines"][number]> {
  const lost = line.lost === true;
  const id = newId();
  const isCard = "giftCard" in line;
  const stageId = "stageId" in line ? line.stageId : null;
  const baptemeId = "baptemeId" in line ? line.baptemeId : null;
  await tx.insert(orderLines).values({
    id,
    orderId,
    position,
    type: isCard ? "GIFT_CARD" : stageId === null ? "BAPTEME" : "STAGE",
    stageId,
    stageType: stageType ?? null,
    baptemeId,
    category: "baptemeId" in line ? (line.category ?? "AVENTURE") : null,
    video: "baptemeId" in line && line.video === true,
    participant: isCard ? null : givenParticipant(line.participant),
    giftCard: isCard ? line.giftCard : null,
    priceCents,
    dueNowCents,
    balanceCents: priceCents - dueNowCents,
    outcome: lost ? "LOST" : isCard ? "ISSUED" : "BOOKED",
  });
  if (lost) return { id, bookingId: null, giftCard: null };
  if (isCard) return { id, bookingId: null, giftCard: await issue(tx, id, line.giftCard, priceCents) };

  const holdId = newId();
  const bookingId = newId();
  await tx.insert(holds).values({ id: holdId, stageId, baptemeId, orderLineId: id, expiresAt: null, createdAt: now() });
  await tx.insert(bookings).values({
    id: bookingId,
    orderId,
    orderLineId: id,
    holdId,
    stageId,
    baptemeId,
    createdAt: now(),
  });
  return { id, bookingId, giftCard: null };
}

async function issue(
  tx: Tx,
  orderLineId: string,
  purchase: GiftCardPurchase,
  priceCents: number,
): Promise<{ id: string; code: string }> {
  const id = newId();
  const code = newGiftCardCode();
  await tx.insert(giftCards).values({
    id,
    code,
    kind: purchase.giftCard.kind,
    spec: purchase.giftCard,
    orderLineId,
    recipient: purchase.recipient,
    deliverAt: purchase.deliverAt === undefined ? null : new Date(purchase.deliverAt),
    issuedAt: now(),
    expiresAt: addMs(now(), 365 * DAY_MS),
  });
  await tx.insert(giftCardEntries).values({ giftCardId: id, kind: "ISSUE", amountCents: priceCents, createdAt: now() });
  return { id, code };
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
