import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import type { Customer, Locale } from "@/db/schema/snapshots";
import { holdAgain, type TakenPlace } from "@/features/bookings/server/take-hold";
import type { PricedCart, PricedItem } from "@/features/cart/priced-cart";
import { priceCartForOrder } from "@/features/cart/server/price-cart";
import { addMinutes, later } from "@/lib/clock";
import { config } from "@/lib/config";
import { sumCents } from "@/lib/money";
import type { Installation } from "./access-token";
import { fingerprintOf } from "./fingerprint";
import { lockOrder } from "./locked-order";
import { payOrder } from "./pay-order";
import { findLastPaidOrderOfCart } from "./queries";
import type { FoundForOrder } from "./read-for-order";
import { readForPayment } from "./read-for-payment";
import { cartEmpty, giftCardHoldsLess, orderAlreadyPaid, pricesChanged, soldOut } from "./refusals";
import { type NewLine, type NewPart, type NewPayment, writeOrder } from "./write-order";

/** Who pays, and in which language they read; undefined: that of the cart. */
export type Buyer = { customer: Customer; locale: Locale | undefined };

/** An order that was made just now. */
export type PlacedOrder = {
  id: string;
  /** Known once the transaction is committed. */
  number: Promise<string>;
  cartSessionId: string;
  dueNowCents: number;
  balanceCents: number;
  /** What Stripe is to be asked for; null when gift cards have paid the order in the same transaction. */
  payment: { id: string; amountCents: number; stripePaymentIntentId: null; createdAt: Date } | null;
  installation: Installation;
};

/**
 * Makes an order of the cart as it is: every hold taken again, priced here, stored with its lines, payments and kept places. The
 * cart stays as it is. When gift cards cover all that is due now, it is paid in this same transaction. `found` is what
 * `readForOrder` has locked and read in it.
 * @returns null when an order of this cart can be paid already: look at that one.
 * @throws Refusal `cart_empty`, `order_already_paid`, `sold_out`, `gift_card_not_usable`, `order_not_payable`; nothing is kept.
 */
export async function placeOrder(tx: Tx, found: FoundForOrder, buyer: Buyer): Promise<PlacedOrder | null> {
  const { cart: seen, readAt: now } = found;
  if (seen === null) throw cartEmpty();
  const cartSessionId = seen.sessionId;
  if (found.payableOrderId !== null) return null;
  if (seen.items.length === 0) {
    const paid = await findLastPaidOrderOfCart(tx, cartSessionId);
    throw paid === null ? cartEmpty() : orderAlreadyPaid(paid);
  }
  const payableUntil = addMinutes(now, config().PAY_MINUTES);
  const places = await takeEveryPlace(tx, seen.items, payableUntil, now);
  // Gift cards come last in the lock order; with them locked, what they pay is counted again.
  const cart = seen.giftCards.length === 0 ? seen : await priceCartForOrder(tx, cartSessionId, now);
  refuseMoreThanShown(cart);

  const id = newId();
  const lines = linesOf(cart.items);
  const lineOfItem = new Map(lines.map((line) => [line.cartItemId, line.id]));
  const { payments, parts } = paymentsOf(cart, lineOfItem);
  const number = writeOrder(
    tx,
    { id, cartSessionId, cartFingerprint: fingerprintOf(cart), payableUntil, totals: cart.totals, createdAt: now },
    { customer: buyer.customer, locale: buyer.locale ?? seen.locale },
    {
      lines,
      payments,
      parts,
      places: places.map(({ itemId, ...place }) => ({ ...place, lineId: lineIn(lineOfItem, itemId) })),
    },
  );
  if (cart.totals.dueNowCents === 0) await payAtOnce(tx, id, now);

  const { dueNowCents, balanceCents } = cart.totals;
  const toAsk = payments.find(({ method }) => method === "STRIPE");
  return {
    id,
    number,
    cartSessionId,
    dueNowCents,
    balanceCents,
    payment: toAsk
      ? { id: toAsk.id, amountCents: toAsk.amountCents, stripePaymentIntentId: null, createdAt: now }
      : null,
    installation: found.installation,
  };
}

async function payAtOnce(tx: Tx, orderId: string, now: Date): Promise<void> {
  const order = await lockOrder(tx, orderId);
  if (order === null) throw new Error("an order vanished in its own transaction");
  await payOrder(tx, order, await readForPayment(tx, { id: orderId }), null, now);
}

/**
 * Each item's place, held at least as long as the order can be paid: a hold that lapsed but still stands is as good as a new one, and
 * for one that is gone another place is taken. In the order of the activities' ids, like everywhere. A gift card needs none, but one
 * that is no longer offered has no price and cannot be sold either.
 */
async function takeEveryPlace(tx: Tx, items: PricedItem[], payableUntil: Date, now: Date) {
  const places: { itemId: string; holdId: string; until: Date }[] = [];
  const lost = items.filter((item) => item.type === "GIFT_CARD" && !item.sellable);
  const wanted = items.filter((item) => item.type !== "GIFT_CARD").toSorted(byActivityWithHoldsFirst);
  // They are locked: no other buyer can clear one away, even if it lapses now. We could: whoever takes a new place clears what has
  // lapsed there, and a lock of their own does not stop them. So once one is taken, what stands is given its time first.
  const allStand = wanted.every((item) => item.hold !== null);
  for (const item of wanted) {
    const until = later(item.hold?.expiresAt ?? payableUntil, payableUntil);
    const held = item.sellable ? await placeOf(tx, item, allStand, until, now) : "sold_out";
    if (held === "sold_out") lost.push(item);
    else places.push({ itemId: item.id, holdId: held.holdId, until });
  }
  if (lost.length > 0)
    throw soldOut(
      items.flatMap((item, index) => (lost.includes(item) ? [{ path: `items.${index}`, message: item.id }] : [])),
    );
  return places;
}

async function placeOf(
  tx: Tx,
  { id, hold, stageId, baptemeId }: PricedItem,
  allStand: boolean,
  until: Date,
  now: Date,
): Promise<TakenPlace> {
  if (hold !== null && allStand) return { holdId: hold.id };
  return holdAgain(tx, { stageId, baptemeId, cartItemId: id, expiresAt: until }, now);
}

const byActivityWithHoldsFirst = (a: PricedItem, b: PricedItem): number =>
  activityOf(a).localeCompare(activityOf(b)) || Number(a.hold === null) - Number(b.hold === null);

const activityOf = (item: PricedItem): string => item.stageId ?? item.baptemeId ?? "";

/** An order never takes more from the visitor than the cart showed (domain, step 2). */
function refuseMoreThanShown(cart: PricedCart): void {
  const { dueNowCents, balanceCents } = cart.totals;
  const more =
    dueNowCents > cart.shownDueNowCents || dueNowCents + balanceCents > cart.shownDueNowCents + cart.shownBalanceCents;
  if (more) throw cart.giftCards.length > 0 ? giftCardHoldsLess() : pricesChanged();
}

const linesOf = (items: PricedItem[]): NewLine[] =>
  items.map((item, position) => ({
    id: newId(),
    position,
    type: item.type,
    cartItemId: item.id,
    stageId: item.stageId,
    stageType: item.stageType,
    baptemeId: item.baptemeId,
    category: item.category,
    video: item.video,
    participant: item.participant,
    giftCard: item.giftCard,
    priceCents: item.priceCents,
    dueNowCents: item.dueNowCents,
    balanceCents: item.balanceCents,
  }));

/** One payment for each gift card used, and one through Stripe for what they leave; each divided over the lines. */
function paymentsOf(
  cart: PricedCart,
  lineOfItem: ReadonlyMap<string, string>,
): { payments: NewPayment[]; parts: NewPart[] } {
  const payments: NewPayment[] = [];
  const parts: NewPart[] = [];
  for (const card of cart.giftCards.filter(({ usedCents }) => usedCents > 0)) {
    const paymentId = newId();
    payments.push({ id: paymentId, method: "GIFT_CARD", giftCardId: card.id, amountCents: card.usedCents });
    for (const { giftCardId, itemId, part, amountCents } of cart.coverage)
      if (giftCardId === card.id) parts.push({ paymentId, lineId: lineIn(lineOfItem, itemId), part, amountCents });
  }
  const { dueNowCents } = cart.totals;
  if (dueNowCents === 0) return { payments, parts };

  const paymentId = newId();
  payments.push({ id: paymentId, method: "STRIPE", giftCardId: null, amountCents: dueNowCents });
  for (const item of cart.items) {
    const amountCents = item.dueNowCents - coveredNow(cart, item.id);
    if (amountCents > 0) parts.push({ paymentId, lineId: lineIn(lineOfItem, item.id), part: "DUE_NOW", amountCents });
  }
  return { payments, parts };
}

const coveredNow = ({ coverage }: PricedCart, itemId: string): number =>
  sumCents(
    coverage.filter((part) => part.itemId === itemId && part.part === "DUE_NOW").map(({ amountCents }) => amountCents),
  );

function lineIn(lineOfItem: ReadonlyMap<string, string>, itemId: string): string {
  const id = lineOfItem.get(itemId);
  if (id === undefined) throw new Error("a gift card or a place is for an item that is not in the cart");
  return id;
}
