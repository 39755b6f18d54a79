import { and, asc, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { giftCards } from "@/db/schema/gift-cards";
import { orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";

export type SpendableCard = { id: string; kind: "AMOUNT" | "ACTIVITY"; availableCents: number };

/**
 * Locks the cards (by id, the last in the lock order) and says what each can still pay for this order: its balance less the
 * parts that other orders keep while they can be paid. A card that ran out of time after it was ordered with still pays.
 */
export async function lockSpendableCards(tx: Tx, cardIds: string[], forOrderId: string): Promise<SpendableCard[]> {
  if (cardIds.length === 0) return [];
  const cards = await tx
    .select({ id: giftCards.id, kind: giftCards.kind, balanceCents: giftCards.balanceCents })
    .from(giftCards)
    .where(inArray(giftCards.id, cardIds))
    .orderBy(asc(giftCards.id))
    .for("no key update");
  // A statement of its own, after the locks: it sees what the transactions that held them before have committed.
  const kept = await tx
    .select({ id: payments.giftCardId, keptCents: sql`sum(${payments.amountCents})`.mapWith(Number) })
    .from(payments)
    .innerJoin(orders, eq(orders.id, payments.orderId))
    .where(
      and(
        inArray(payments.giftCardId, cardIds),
        eq(payments.status, "PENDING"),
        isNotNull(orders.payableUntil),
        ne(orders.id, forOrderId),
      ),
    )
    .groupBy(payments.giftCardId);
  const keptCents = new Map(kept.map((row) => [row.id, row.keptCents]));
  return cards.map((card) => {
    const others = keptCents.get(card.id) ?? 0;
    // An activity card is one place: kept by another order, it is kept whole.
    const availableCents = card.kind === "ACTIVITY" && others > 0 ? 0 : Math.max(0, card.balanceCents - others);
    return { id: card.id, kind: card.kind, availableCents };
  });
}

/** Takes from the cards what their payments say; an activity card is emptied by its one use. The database refuses to go below zero. */
export async function spendGiftCards(
  tx: Tx,
  spent: { giftCardId: string; paymentId: string; amountCents: number }[],
  cards: SpendableCard[],
  now: Date,
): Promise<void> {
  if (spent.length === 0) return;
  const byId = new Map(cards.map((card) => [card.id, card]));
  await tx.insert(giftCardEntries).values(
    spent.map(({ giftCardId, paymentId, amountCents }) => {
      const card = byId.get(giftCardId);
      return {
        giftCardId,
        kind: "SPEND" as const,
        amountCents: card?.kind === "ACTIVITY" ? -card.availableCents : -amountCents,
        paymentId,
        createdAt: now,
      };
    }),
  );
}
