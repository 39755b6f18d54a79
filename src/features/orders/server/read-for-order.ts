import type { Tx } from "@/db/client";
import { statement } from "@/db/statement";
import { lockPlacesOfCart } from "@/features/bookings/server/secure-places";
import type { PricedCart } from "@/features/cart/priced-cart";
import { lockCart } from "@/features/cart/server/lock-cart";
import { priceCart } from "@/features/cart/server/price-cart";
import { THE_CART, valuesOf, type WhichCart } from "@/features/cart/server/session";
import type { Installation } from "./access-token";

export type FoundForOrder = {
  /** Null when there is none, or it is gone. */
  cart: PricedCart | null;
  /** The order of this cart that can be paid already. */
  payableOrderId: string | null;
  installation: Installation;
  readAt: Date;
};

/**
 * All that making an order needs to know; the cart and the places that it holds are locked. The statements are sent at once and each
 * sees what was committed before it began: what another tab or buyer did while we waited for a lock is read by those after it.
 */
export async function readForOrder(tx: Tx, which: WhichCart, now: Date): Promise<FoundForOrder> {
  const [, , [found], cart] = await Promise.all([
    lockCart(tx, which),
    lockPlacesOfCart(tx, which),
    select(tx, valuesOf(which)),
    priceCart(tx, which, now),
  ]);
  if (found === undefined) throw new Error("the migrations have not made this database's installation row");
  const { payableOrderId, ...installation } = found;
  return { cart, payableOrderId, installation, readAt: now };
}

const select = statement<Installation & { payableOrderId: string | null }>(
  "read-for-order",
  `select installation, access_token_key as "accessTokenKey",
     (select id from orders where cart_session_id = ${THE_CART} and payable_until is not null) as "payableOrderId"
   from installations`,
);
