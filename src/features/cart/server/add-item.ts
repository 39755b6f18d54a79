import type { Tx } from "@/db/client";
import type { Locale } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";
import { takeHold } from "@/features/bookings/server/take-hold";
import { addMinutes, now } from "@/lib/clock";
import { config } from "@/lib/config";
import { type AddItem, MOST_GIFT_CARDS, MOST_ITEMS } from "../schemas";
import { checkedItem } from "./checked-item";
import { soldOut, tooManyGiftCardsToBuy, tooManyItems } from "./errors";
import { type ChangedItem, itemOf } from "./item-in-cart";
import { lockCart } from "./lock-cart";
import { countItems, insertItem } from "./queries";
import { findCartSession, openCartSession } from "./session";
import { showCart } from "./show-cart";

/**
 * A visitor puts something into their cart; a place is held for them at once, or it is refused as sold out and the cart stays as it
 * was. The first item opens the cart: the token is for its cookie.
 */
export async function addItem(
  token: string | undefined,
  wanted: AddItem,
  locale: Locale,
): Promise<ChangedItem & { token: string }> {
  const at = now();
  return transaction(async (tx) => {
    const session = await lockOrOpenCart(tx, token, locale, at);
    await refuseFullCart(tx, session.id, wanted.type);
    const item = await checkedItem(tx, wanted, locale, at);
    const itemId = await insertItem(tx, session.id, item, at);
    if (item.stageId || item.baptemeId) {
      const place = {
        stageId: item.stageId,
        baptemeId: item.baptemeId,
        cartItemId: itemId,
        expiresAt: addMinutes(at, config().HOLD_MINUTES),
      };
      if ((await takeHold(tx, place, at)) === "sold_out") throw soldOut();
    }
    return { ...itemOf(await showCart(tx, session.id, at), itemId), token: session.token };
  });
}

/** A cart that was removed meanwhile is replaced by a new one, like a cookie that we never made. */
async function lockOrOpenCart(
  tx: Tx,
  token: string | undefined,
  locale: Locale,
  at: Date,
): Promise<{ id: string; token: string }> {
  const session = await findCartSession(tx, token);
  if (session !== null && token !== undefined && (await lockCart(tx, session.id))) return { id: session.id, token };
  return openCartSession(tx, locale, at);
}

async function refuseFullCart(tx: Tx, sessionId: string, type: AddItem["type"]): Promise<void> {
  const { items, giftCardItems } = await countItems(tx, sessionId);
  if (items >= MOST_ITEMS) throw tooManyItems();
  if (type === "GIFT_CARD" && giftCardItems >= MOST_GIFT_CARDS) throw tooManyGiftCardsToBuy();
}
