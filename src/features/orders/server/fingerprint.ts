import { createHash } from "node:crypto";
import type { PricedCart } from "@/features/cart/priced-cart";

/**
 * What a cart is, without its prices: a visitor who returns with the same cart gets the same order back, even if a price has
 * risen since (the order is a snapshot; whether it still takes no more than the cart shows is compared apart).
 */
export function fingerprintOf(cart: Pick<PricedCart, "items" | "giftCards">): string {
  const items = cart.items.map((item) => [
    item.id,
    item.type,
    item.stageId,
    item.stageType,
    item.baptemeId,
    item.category,
    item.video,
    sorted(item.participant),
    sorted(item.giftCard),
  ]);
  const giftCards = cart.giftCards.filter((card) => card.usedCents > 0).map((card) => card.id);
  return createHash("sha256")
    .update(JSON.stringify([items, giftCards]))
    .digest("base64url");
}

/** The database keeps JSON with its keys in an order of its own. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
