import type { Tx } from "@/db/client";
import { transaction } from "@/db/transaction";
import { addMs, now } from "@/lib/clock";
import type { PricedCart, PricedItem } from "../priced-cart";
import type { Cart, CartItem } from "../schemas";
import { lockCart } from "./lock-cart";
import { priceCart } from "./price-cart";
import { recordShown } from "./queries";
import { isCartToken } from "./session";

/** Reading a cart counts as using it, but is written down no more than once an hour. */
const USE_RECORDED_EVERY_MS = 3_600_000;

const NO_CART: Cart = {
  sessionId: null,
  items: [],
  giftCards: [],
  totals: { subtotalCents: 0, giftCardCents: 0, dueNowCents: 0, balanceCents: 0 },
};

/** The cart that a cookie opens; without one, an empty cart that is stored nowhere. */
export async function showCartOf(token: string | undefined): Promise<Cart> {
  const at = now();
  const priced = isCartToken(token) ? await priceCart(null, { token }, at) : null;
  if (priced === null) return NO_CART;
  if (isRecorded(priced, at)) return asShown(priced);
  const { sessionId: id } = priced;
  // Under the cart's lock, and priced again there: an answer made before another tab's change must not be recorded after it.
  return transaction(async (tx) => ((await lockCart(tx, { id })) ? showCart(tx, id, at) : NO_CART));
}

/**
 * The cart as the visitor will see it. Its totals are recorded: an order takes no more than these. The caller has locked the cart
 * and has finished changing it.
 */
export async function showCart(tx: Tx, sessionId: string, at: Date): Promise<Cart> {
  const priced = await priceCart(tx, { id: sessionId }, at);
  if (priced === null) throw new Error("a cart vanished under its lock");
  return showPriced(tx, priced, at);
}

/** The same for one that has just been priced. */
export function showPriced(tx: Tx, priced: PricedCart, at: Date): Cart {
  if (!isRecorded(priced, at)) recordShown(tx, priced.sessionId, priced.totals, at);
  return asShown(priced);
}

const isRecorded = ({ totals, shownDueNowCents, shownBalanceCents, lastUsedAt }: PricedCart, at: Date): boolean =>
  totals.dueNowCents === shownDueNowCents &&
  totals.balanceCents === shownBalanceCents &&
  lastUsedAt > addMs(at, -USE_RECORDED_EVERY_MS);

function asShown({ sessionId, items, giftCards, totals }: PricedCart): Cart {
  return {
    sessionId,
    items: items.map(itemAsShown),
    giftCards: giftCards.map(({ code, kind, balanceCents, usedCents }) => ({ code, kind, balanceCents, usedCents })),
    totals,
  };
}

function itemAsShown(item: PricedItem): CartItem {
  const held = item.type === "GIFT_CARD" || item.hold?.live === true;
  return {
    id: item.id,
    type: item.type,
    priceCents: item.priceCents,
    dueNowCents: item.dueNowCents,
    balanceCents: item.balanceCents,
    holdExpiresAt: item.hold?.expiresAt?.toISOString() ?? null,
    expired: !held || !item.sellable,
    ...(item.participant && { participant: item.participant }),
    ...(item.stage &&
      item.stageId &&
      item.stageType && { stage: { id: item.stageId, stageType: item.stageType, ...item.stage } }),
    ...(item.bapteme &&
      item.baptemeId &&
      item.category && {
        bapteme: {
          id: item.baptemeId,
          category: item.category,
          video: item.video,
          startsAt: item.bapteme.startsAt.toISOString(),
          durationMinutes: item.bapteme.durationMinutes,
        },
      }),
    ...(item.giftCard && { giftCard: item.giftCard }),
  };
}
