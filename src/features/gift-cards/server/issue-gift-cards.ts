import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { giftCards } from "@/db/schema/gift-cards";
import type { GiftCardPurchase } from "@/db/schema/snapshots";
import { newGiftCardCode } from "../code";
import { validUntil } from "../rules";

export type GiftCardToIssue = { orderLineId: string; purchase: GiftCardPurchase; priceCents: number };
export type IssuedGiftCard = { id: string; orderLineId: string; deliverAt: Date | null };

/** Issues the gift cards that lines bought, one each (the database refuses a second), with their first ledger entry. */
export async function issueGiftCards(
  tx: Tx,
  bought: GiftCardToIssue[],
  timeZone: string,
  now: Date,
): Promise<IssuedGiftCard[]> {
  if (bought.length === 0) return [];
  const expiresAt = validUntil(now, timeZone);
  const cards = bought.map(({ orderLineId, purchase }) => ({
    id: newId(),
    code: newGiftCardCode(),
    kind: purchase.giftCard.kind,
    spec: purchase.giftCard,
    orderLineId,
    recipient: purchase.recipient,
    deliverAt: purchase.deliverAt === undefined ? null : new Date(purchase.deliverAt),
    issuedAt: now,
    expiresAt,
  }));
  await tx.insert(giftCards).values(cards);
  await tx.insert(giftCardEntries).values(
    cards.map((card, index) => ({
      giftCardId: card.id,
      kind: "ISSUE" as const,
      amountCents: bought[index]?.priceCents ?? 0,
      createdAt: now,
    })),
  );
  return cards.map(({ id, orderLineId, deliverAt }) => ({ id, orderLineId, deliverAt }));
}
