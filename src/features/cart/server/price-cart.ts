import type { Tx } from "@/db/client";
import type { PricedCart, PricedGiftCard, PricedItem } from "../priced-cart";
import { availableOf, coverCart, type Offer, priceItem, totalsOf } from "../rules";
import { type CartGiftCardRow, type CartItemRow, findCart, lockGiftCardsOfCart } from "./queries";
import type { WhichCart } from "./session";

/** The cart at today's prices, with what its gift cards pay; null when there is none, or it has been removed. */
export async function priceCart(tx: Tx | null, which: WhichCart, now: Date): Promise<PricedCart | null> {
  const cart = await findCart(tx, which, now);
  if (cart === null) return null;
  const items = cart.items.map((row) => priceRow(row, now));
  const cards = cart.giftCards.map((row) => ({
    ...cardOf(row),
    availableCents: availableOf({ ...row, expiresAt: new Date(row.expiresAt) }, now),
  }));
  const coverage = coverCart(items, cards);
  const giftCards = cards.map((card) => {
    const parts = coverage.filter(({ giftCardId }) => giftCardId === card.id);
    return { ...card, usedCents: parts.reduce((sum, { amountCents }) => sum + amountCents, 0) };
  });
  return {
    sessionId: cart.id,
    locale: cart.locale,
    shownDueNowCents: cart.shownDueNowCents,
    shownBalanceCents: cart.shownBalanceCents,
    lastUsedAt: new Date(cart.lastUsedAt),
    items,
    giftCards,
    coverage,
    totals: totalsOf(items, coverage),
  };
}

/** The same, within a transaction that has locked the cart: the amounts that the cards hold stay true until its end. */
export async function priceCartForOrder(tx: Tx, sessionId: string, now: Date): Promise<PricedCart> {
  // Two statements: the second sees what the transactions that held the locks have committed.
  const [, cart] = await Promise.all([lockGiftCardsOfCart(tx, sessionId), priceCart(tx, { id: sessionId }, now)]);
  if (cart === null) throw new Error("a cart vanished under its lock");
  return cart;
}

const NOT_OFFERED = { priceCents: 0, dueNowCents: 0, balanceCents: 0, videoCents: 0 };

function priceRow(row: CartItemRow, now: Date): PricedItem {
  const price = priceItem(offerOf(row));
  const startsAt = row.bapteme && new Date(row.bapteme.startsAt);
  const begun = row.stage?.begun === true || (startsAt !== null && startsAt <= now);
  return {
    id: row.id,
    type: row.type,
    stageId: row.stageId,
    stageType: row.stageType,
    baptemeId: row.baptemeId,
    category: row.category,
    video: row.video,
    participant: row.participant,
    giftCard: row.giftCard,
    ...(price ?? NOT_OFFERED),
    stage: row.stage && {
      type: row.stage.type,
      startDate: row.stage.startDate,
      endDate: row.stage.endDate,
      durationDays: row.stage.durationDays,
    },
    bapteme: row.bapteme && startsAt && { startsAt, durationMinutes: row.bapteme.durationMinutes },
    hold: row.hold && {
      id: row.hold.id,
      expiresAt: row.hold.expiresAt === null ? null : new Date(row.hold.expiresAt),
      live: row.hold.live,
    },
    begun,
    sellable: price !== null && !begun,
  };
}

/** The database's check `cart_item_one_thing` says which of an item's parts are there. */
function offerOf(row: CartItemRow): Offer {
  if (row.type === "STAGE" && row.stage)
    return { type: "STAGE", priceCents: row.stage.priceCents, depositCents: row.stage.depositCents };
  if (row.type === "BAPTEME" && row.bapteme) return { type: "BAPTEME", ...row.bapteme, video: row.video };
  if (row.type === "GIFT_CARD" && row.giftCard)
    return { type: "GIFT_CARD", giftCard: row.giftCard.giftCard, activityPrice: row.activityPrice };
  throw new Error(`cart item ${row.id} is neither a stage, a baptême nor a gift card`);
}

const cardOf = (row: CartGiftCardRow): Omit<PricedGiftCard, "availableCents" | "usedCents"> => ({
  id: row.id,
  code: row.code,
  kind: row.kind,
  spec: row.spec,
  balanceCents: row.balanceCents,
});
