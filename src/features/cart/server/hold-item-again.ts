import type { Tx } from "@/db/client";
import { transaction } from "@/db/transaction";
import { holdAgain } from "@/features/bookings/server/take-hold";
import { addMinutes, now } from "@/lib/clock";
import { config } from "@/lib/config";
import type { PricedItem } from "../priced-cart";
import { alreadyBegun, noLongerOffered, soldOut } from "./errors";
import { type ChangedItem, itemOf, lockItem } from "./item-in-cart";
import { priceCart } from "./price-cart";
import { showCart } from "./show-cart";

/** A visitor takes an expired place again, if one is left; one that is still theirs, they keep for longer. */
export async function holdItemAgain(token: string | undefined, itemId: string): Promise<ChangedItem> {
  const at = now();
  return transaction(async (tx) => {
    const { sessionId, item } = await lockItem(tx, token, itemId);
    const cart = await priceCart(tx, { id: sessionId }, at);
    const priced = cart?.items.find(({ id }) => id === item.id);
    if (priced) await holdPlaceOf(tx, priced, at);
    return itemOf(await showCart(tx, sessionId, at), item.id);
  });
}

async function holdPlaceOf(tx: Tx, item: PricedItem, at: Date): Promise<void> {
  if (!item.sellable) throw item.begun ? alreadyBegun() : noLongerOffered();
  // A gift card to buy needs no place.
  if (item.type === "GIFT_CARD") return;
  const place = {
    stageId: item.stageId,
    baptemeId: item.baptemeId,
    cartItemId: item.id,
    expiresAt: addMinutes(at, config().HOLD_MINUTES),
  };
  if ((await holdAgain(tx, place, at)) === "sold_out") throw soldOut();
}
