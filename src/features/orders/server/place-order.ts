import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { orderLines, orders } from "@/db/schema/orders";
import { paymentAllocations, payments } from "@/db/schema/payments";
import type { Customer, Locale } from "@/db/schema/snapshots";
import { keepPlacesForOrder } from "@/features/bookings/server/secure-places";
import { holdAgain } from "@/features/bookings/server/take-hold";
import type { PricedCart, PricedItem } from "@/features/cart/priced-cart";
import { lockCart } from "@/features/cart/server/lock-cart";
import { priceCart } from "@/features/cart/server/price-cart";
import { addMinutes, later } from "@/lib/clock";
import { config } from "@/lib/config";
import { fingerprintOf } from "./fingerprint";
import { lockOrder } from "./locked-order";
import { payOrder } from "./pay-order";
import { readForPayment } from "./read-for-payment";
import { findLastPaidOrderOfCart, findPayableOrderOfCart } from "./queries";
import { cartEmpty, giftCardHoldsLess, orderAlreadyPaid, pricesChanged, soldOut } from "./refusals";

export type Buyer = { customer: Customer; locale: Locale };

/**
 * Makes an order of the cart as it is: every hold taken again, priced here, stored with its lines, payments and kept places. The
 * cart stays as it is. When gift cards cover all that is due now, it is paid in this same transaction.
 * @returns the order's id, or null when another request has made an order of this cart meanwhile: look at that one.
 * @throws Refusal `cart_empty`, `order_already_paid`, `sold_out`, `gift_card_not_usable`, `order_not_payable`; nothing is kept.
 */
export async function placeOrder(tx: Tx, cartSessionId: string, buyer: Buyer, now: Date): Promise<string | null> {
  if (!(await lockCart(tx, cartSessionId))) throw cartEmpty();
  if ((await findPayableOrderOfCart(tx, cartSessionId)) !== null) return null;

  const seen = await priceCart(tx, cartSessionId, now, { lockGiftCards: false });
  if (seen.items.length === 0) {
    const paid = await findLastPaidOrderOfCart(tx, cartSessionId);
    throw paid === null ? cartEmpty() : orderAlreadyPaid(paid);
  }
  const payableUntil = addMinutes(now, config().PAY_MINUTES);
  const places = await takeEveryPlace(tx, seen.items, payableUntil, now);
  // Priced again now that cart, stages and slots are locked, and the gift cards with it.
  const cart = await priceCart(tx, cartSessionId, now, { lockGiftCards: true });
  refuseMoreThanShown(cart);

  const orderId = newId();
  await insertOrder(tx, orderId, cart, buyer, payableUntil, now);
  const lineOfItem = await insertLines(tx, orderId, cart.items);
  await insertPayments(tx, orderId, cart, lineOfItem, now);
  await keepPlacesForOrder(
    tx,
    places.flatMap(({ itemId, holdId, until }) => {
      const lineId = lineOfItem.get(itemId);
      return lineId === undefined ? [] : [{ holdId, lineId, until }];
    }),
  );

  if (cart.totals.dueNowCents === 0) {
    const order = await lockOrder(tx, orderId);
    if (order === null) throw new Error("an order vanished in its own transaction");
    await payOrder(tx, order, await readForPayment(tx, order), null, now);
  }
  return orderId;
}

/**
 * Each item's place, held at least as long as the order can be paid. In the order of the activities' ids, like everywhere. A gift
 * card needs none, but one that is no longer offered has no price and cannot be sold either.
 */
async function takeEveryPlace(tx: Tx, items: PricedItem[], payableUntil: Date, now: Date) {
  const places: { itemId: string; holdId: string; until: Date }[] = [];
  const lost = items.filter((item) => item.type === "GIFT_CARD" && !item.sellable);
  for (const item of items
    .filter((one) => one.type !== "GIFT_CARD")
    .toSorted((a, b) => activityOf(a).localeCompare(activityOf(b)))) {
    const until = later(item.hold?.expiresAt ?? payableUntil, payableUntil);
    const activity = {
      ...(item.stageId !== null && { stageId: item.stageId }),
      ...(item.baptemeId !== null && { baptemeId: item.baptemeId }),
    };
    // Live holds too: until the activity is locked, one that is about to lapse may be cleared away by another buyer.
    const held = item.sellable
      ? await holdAgain(tx, { ...activity, cartItemId: item.id, expiresAt: until }, now)
      : "sold_out";
    if (held === "sold_out") lost.push(item);
    else places.push({ itemId: item.id, holdId: held.holdId, until });
  }
  if (lost.length > 0)
    throw soldOut(
      items.flatMap((item, index) => (lost.includes(item) ? [{ path: `items.${index}`, message: item.id }] : [])),
    );
  return places;
}

const activityOf = (item: PricedItem): string => item.stageId ?? item.baptemeId ?? "";

/** An order never takes more from the visitor than the cart showed (domain, step 2). */
function refuseMoreThanShown(cart: PricedCart): void {
  const { dueNowCents, balanceCents } = cart.totals;
  const more =
    dueNowCents > cart.shownDueNowCents || dueNowCents + balanceCents > cart.shownDueNowCents + cart.shownBalanceCents;
  if (more) throw cart.giftCards.length > 0 ? giftCardHoldsLess() : pricesChanged();
}

async function insertOrder(
  tx: Tx,
  orderId: string,
  cart: PricedCart,
  buyer: Buyer,
  payableUntil: Date,
  now: Date,
): Promise<void> {
  await tx.insert(orders).values({
    id: orderId,
    cartSessionId: cart.sessionId,
    status: "PENDING",
    payableUntil,
    cartFingerprint: fingerprintOf(cart),
    customer: buyer.customer,
    locale: buyer.locale,
    termsAcceptedAt: now,
    ...cart.totals,
    createdAt: now,
  });
}

async function insertLines(tx: Tx, orderId: string, items: PricedItem[]): Promise<Map<string, string>> {
  const lines = items.map((item, position) => ({
    id: newId(),
    orderId,
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
  await tx.insert(orderLines).values(lines);
  return new Map(lines.map((line) => [line.cartItemId, line.id]));
}

/** One payment for each gift card used, and one through Stripe for what they leave; each divided over the lines. */
async function insertPayments(
  tx: Tx,
  orderId: string,
  cart: PricedCart,
  lineOfItem: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const lineId = (itemId: string) => {
    const id = lineOfItem.get(itemId);
    if (id === undefined) throw new Error("a gift card covers an item that is not in the cart");
    return id;
  };
  const ofCards = cart.giftCards
    .filter((card) => card.usedCents > 0)
    .map((card) => ({
      payment: {
        id: newId(),
        orderId,
        method: "GIFT_CARD" as const,
        giftCardId: card.id,
        amountCents: card.usedCents,
        createdAt: now,
      },
      parts: cart.coverage
        .filter((part) => part.giftCardId === card.id)
        .map((part) => ({ orderLineId: lineId(part.itemId), part: part.part, amountCents: part.amountCents })),
    }));
  const ofMoney = cart.items
    .map((item) => {
      const covered = cart.coverage
        .filter((part) => part.itemId === item.id && part.part === "DUE_NOW")
        .reduce((sum, part) => sum + part.amountCents, 0);
      return { orderLineId: lineId(item.id), part: "DUE_NOW" as const, amountCents: item.dueNowCents - covered };
    })
    .filter((part) => part.amountCents > 0);
  const { dueNowCents } = cart.totals;
  const all =
    dueNowCents === 0
      ? ofCards
      : [
          ...ofCards,
          {
            payment: { id: newId(), orderId, method: "STRIPE" as const, amountCents: dueNowCents, createdAt: now },
            parts: ofMoney,
          },
        ];
  if (all.length === 0) return;
  await tx.insert(payments).values(all.map(({ payment }) => payment));
  await tx
    .insert(paymentAllocations)
    .values(all.flatMap(({ payment, parts }) => parts.map((part) => ({ paymentId: payment.id, ...part }))));
}
