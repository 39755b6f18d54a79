import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { cartGiftCards, cartItems } from "@/db/schema/cart";

/**
 * The cart loses what was bought, and the gift cards that this used up; whatever was added meanwhile stays, and a card that still
 * holds something goes on paying for it. The caller has locked the cart.
 */
export async function removeBoughtItems(
  tx: Tx,
  sessionId: string,
  itemIds: string[],
  giftCardIds: string[],
): Promise<void> {
  if (itemIds.length > 0)
    await tx.delete(cartItems).where(and(eq(cartItems.cartSessionId, sessionId), inArray(cartItems.id, itemIds)));
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
