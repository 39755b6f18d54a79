import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import type { Customer } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";
import { readInstallation } from "@/features/orders/server/access-token";
import { getOrder } from "@/features/orders/server/get-order";
import { lockOrder, stripePaymentOf } from "@/features/orders/server/locked-order";
import { type PlacedOrder, placeOrder } from "@/features/orders/server/place-order";
import { readForOrder } from "@/features/orders/server/read-for-order";
import { linkPaymentIntent } from "@/features/payments/server/link-payment-intent";
import type { Order } from "@/features/orders/schemas";
import { now } from "@/lib/clock";
import { givenCart, type Cart } from "./given";

export const givenCustomer = (changes: Partial<Customer> = {}): Customer => ({
  firstName: "Dominique",
  lastName: "Martin",
  email: "dominique.martin@example.org",
  phone: "06 98 76 54 32",
  ...changes,
});

export type GivenOrder = {
  id: string;
  number: string;
  cart: Cart;
  paymentIntentId: string;
  dueNowCents: number;
  /** What Stripe would know of its PaymentIntent. */
  metadata: Record<string, string>;
  /** As its customer sees it now. */
  read: () => Promise<Order>;
};

/** An order of a visitor's cart that waits for its payment, its PaymentIntent being known. One place on a stage, unless said otherwise. */
export async function givenOrder({
  cart: wanted,
  linked = true,
}: { cart?: Cart; linked?: boolean } = {}): Promise<GivenOrder> {
  const cart = wanted ?? (await givenCart());
  const placed = await transaction((tx) => givenPlaced(tx, cart.sessionId));
  if (placed === null) throw new Error("given an order of a cart that has one already");
  const { id } = placed;
  const order = await transaction((tx) => lockOrder(tx, id));
  if (order === null) throw new Error("a given order vanished");
  const payment = stripePaymentOf(order);
  const paymentIntentId = `pi_${randomBytes(12).toString("hex")}`;
  if (payment && linked) await linkPaymentIntent(null, payment.id, paymentIntentId);
  const { installation } = await readInstallation(db());
  return {
    id,
    number: order.number,
    cart,
    paymentIntentId,
    dueNowCents: order.dueNowCents,
    metadata: { orderId: id, orderNumber: order.number, sessionId: cart.sessionId, installation },
    read: () => getOrder(id, { cartToken: cart.token, accessToken: undefined }),
  };
}

/** The order of this cart, in a transaction of the caller's; null when it has one that can be paid. */
export const givenPlaced = async (tx: Tx, cartSessionId: string): Promise<PlacedOrder | null> =>
  placeOrder(tx, await readForOrder(tx, { id: cartSessionId }, now()), { customer: givenCustomer(), locale: "fr" });

/** The time to pay of this order is over. */
export async function givenTimeToPayIsOver(order: { id: string }): Promise<void> {
  await db()
    .update(orders)
    .set({ payableUntil: new Date(now().getTime() - 1_000) })
    .where(eq(orders.id, order.id));
}

/** Our process died after Stripe had made the PaymentIntent and before we wrote down its id. */
export async function givenAnswerWasLost(order: { id: string }): Promise<void> {
  await db().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.update(payments).set({ stripePaymentIntentId: null }).where(eq(payments.orderId, order.id));
  });
}
