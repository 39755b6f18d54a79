import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { cartItems } from "@/db/schema/cart";
import { orderLines, orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import { addMinutes, now } from "@/lib/clock";

type OpenOrder = {
  /** Whose cart it was made from; nobody's any more unless said. */
  cart?: { sessionId: string };
  /** The cart item whose place it keeps. */
  itemId?: string;
  /** What it keeps of gift cards. */
  giftCards?: { id: string; amountCents: number }[];
};

/** An order that can still be paid, as far as a cart and its gift cards notice one: it keeps an item's place, and parts of gift cards. */
export async function givenOpenOrder({ cart, itemId, giftCards = [] }: OpenOrder = {}): Promise<{ id: string; lineId: string | undefined }> {
  const [order] = await db()
    .insert(orders)
    .values({
      cartSessionId: cart?.sessionId ?? null,
      payableUntil: addMinutes(now(), 30),
      cartFingerprint: "as it was",
      locale: "fr",
      termsAcceptedAt: now(),
      subtotalCents: 45_000,
      giftCardCents: 0,
      dueNowCents: 10_000,
      balanceCents: 35_000,
      createdAt: now(),
    })
    .returning({ id: orders.id });
  if (order === undefined) throw new Error("the database gave no order back");
  for (const { id, amountCents } of giftCards) {
    await db().insert(payments).values({ orderId: order.id, method: "GIFT_CARD", giftCardId: id, amountCents, createdAt: now() });
  }
  return { id: order.id, lineId: itemId === undefined ? undefined : await keepPlaceOf(itemId, order.id) };
}

/** It can no longer be paid, and keeps nothing. */
export async function closeOrder(orderId: string): Promise<void> {
  await db().update(orders).set({ status: "CANCELLED", cancelReason: "expired", payableUntil: null, cancelledAt: now() }).where(eq(orders.id, orderId));
}

async function keepPlaceOf(itemId: string, orderId: string): Promise<string | undefined> {
  const [item] = await db().select().from(cartItems).where(eq(cartItems.id, itemId));
  if (item === undefined) throw new Error("no such cart item");
  const { type, stageId, stageType, baptemeId, category, video, participant, giftCard } = item;
  const [line] = await db()
    .insert(orderLines)
    .values({ orderId, position: 0, cartItemId: itemId, type, stageId, stageType, baptemeId, category, video, participant, giftCard, priceCents: 45_000, dueNowCents: 10_000, balanceCents: 35_000 })
    .returning({ id: orderLines.id });
  await db().update(holds).set({ orderLineId: line?.id ?? null }).where(eq(holds.cartItemId, itemId));
  return line?.id;
}
