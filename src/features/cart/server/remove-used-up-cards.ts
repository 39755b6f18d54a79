import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { cartGiftCards } from "@/db/schema/cart";

/**
 * The cart loses the gift cards that a purchase used up; one that still holds something goes on paying for what was added
 * meanwhile. The caller has locked the cart.
 */
export async function removeUsedUpCards(tx: Tx, sessionId: string, giftCardIds: string[]): Promise<void> {
  if (giftCardIds.length === 0) return;
  await tx
    .delete(cartGiftCards)
    .where(
      and(
        eq(cartGiftCards.cartSessionId, sessionId),
        inArray(cartGiftCards.giftCardId, giftCardIds),
        sql`exists (select from gift_cards where gift_cards.id = ${cartGiftCards.giftCardId} and gift_cards.balance_cents = 0)`,
      ),
    );
}
