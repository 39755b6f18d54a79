import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import type { Locale } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";
import { takeHold } from "@/features/bookings/server/take-hold";
import { addMinutes, now } from "@/lib/clock";
import { config } from "@/lib/config";
import { type AddItem, MOST_GIFT_CARDS, MOST_ITEMS } from "../schemas";
import { checkedItem, findOffered, type Offered } from "./checked-item";
import { soldOut, tooManyGiftCardsToBuy, tooManyItems } from "./errors";
import { type ChangedItem, itemOf } from "./item-in-cart";
import { lockCart } from "./lock-cart";
import { priceCart } from "./price-cart";
import { type Counted, countItems, insertItem, type NewItem } from "./queries";
import { type CartSession, isCartToken, openCartSession } from "./session";
import { showPriced } from "./show-cart";

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
  return transaction(
    async (tx, { session, counted, offered }) => {
      refuseFullCart(counted, wanted.type);
      const item = checkedItem(offered, wanted, locale, at);
      // A cart that was removed meanwhile is replaced by a new one, like a cookie that we never made.
      const cart =
        session !== null && token !== undefined ? { id: session.id, token } : openCartSession(tx, locale, at);
      const itemId = newId();
      insertItem(tx, cart.id, itemId, item, at);
      const [held, priced] = await Promise.all([holdPlace(tx, item, itemId, at), priceCart(tx, { id: cart.id }, at)]);
      if (held === "sold_out") throw soldOut();
      if (priced === null) throw new Error("a cart vanished under its lock");
      return { ...itemOf(showPriced(tx, priced, at), itemId), token: cart.token };
    },
    (tx) => lockAndLook(tx, token, wanted),
  );
}

type Looked = { session: CartSession | null; counted: Counted; offered: Offered };

async function lockAndLook(tx: Tx, token: string | undefined, wanted: AddItem): Promise<Looked> {
  const known = isCartToken(token) ? { token } : null;
  const [session, counted, offered] = await Promise.all([
    known && lockCart(tx, known),
    known ? countItems(tx, known) : { items: 0, giftCardItems: 0 },
    findOffered(tx, wanted),
  ]);
  return { session, counted, offered };
}

function refuseFullCart({ items, giftCardItems }: Counted, type: AddItem["type"]): void {
  if (items >= MOST_ITEMS) throw tooManyItems();
  if (type === "GIFT_CARD" && giftCardItems >= MOST_GIFT_CARDS) throw tooManyGiftCardsToBuy();
}

/** A gift card to buy needs none. */
async function holdPlace(tx: Tx, { stageId, baptemeId }: NewItem, cartItemId: string, at: Date) {
  if (!stageId && !baptemeId) return null;
  return takeHold(tx, { stageId, baptemeId, cartItemId, expiresAt: addMinutes(at, config().HOLD_MINUTES) }, at);
}
