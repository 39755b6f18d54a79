import type { Tx } from "@/db/client";
import { transaction } from "@/db/transaction";
import { readGiftCardCode } from "@/features/gift-cards/code";
import { now } from "@/lib/clock";
import { availableOf } from "../rules";
import { type Cart, MOST_GIFT_CARDS } from "../schemas";
import { cartEmpty, giftCardNotUsable, tooManyGiftCardsUsed } from "./errors";
import { lockCart } from "./lock-cart";
import { findCodesOnCart, findGiftCardToUse, insertCartGiftCard } from "./queries";
import { showCart } from "./show-cart";

/**
 * A visitor puts a gift card on their cart. Nothing of it is kept for them yet: that happens with the order. A card that is there
 * already stays as it is.
 */
export async function addGiftCard(token: string | undefined, typedCode: string): Promise<Cart> {
  const at = now();
  return transaction(async (tx) => {
    const session = await lockCart(tx, { token });
    if (session === null) throw cartEmpty();
    await putOnCart(tx, session.id, readGiftCardCode(typedCode), at);
    return showCart(tx, session.id, at);
  });
}

async function putOnCart(tx: Tx, sessionId: string, code: string | null, at: Date): Promise<void> {
  const codes = await findCodesOnCart(tx, sessionId);
  if (code !== null && codes.includes(code)) return;
  // Before the code is looked up: a full cart tells nothing about a code.
  if (codes.length >= MOST_GIFT_CARDS) throw tooManyGiftCardsUsed();
  const card = code === null ? null : await findGiftCardToUse(tx, code, sessionId);
  if (card === null || availableOf(card, at) === 0) throw giftCardNotUsable();
  await insertCartGiftCard(tx, sessionId, card.id, at);
}
