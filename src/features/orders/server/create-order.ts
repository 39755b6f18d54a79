import { db, type Tx } from "@/db/client";
import type { Customer, Locale } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";
import { priceCart } from "@/features/cart/server/price-cart";
import { isCartToken } from "@/features/cart/server/session";
import type { PricedCart } from "@/features/cart/priced-cart";
import { applyPaymentIntent } from "@/features/payments/server/apply-payment-intent";
import { now } from "@/lib/clock";
import { config } from "@/lib/config";
import { crashPoint } from "@/lib/crash-point";
import { databaseUnavailable } from "@/lib/errors";
import { asRefusal } from "@/lib/stripe";
import type Stripe from "stripe";
import type { CreateOrderAnswer } from "../schemas";
import { accessTokenOf, type Installation, readInstallation } from "./access-token";
import { endOrder } from "./end-order";
import { fingerprintOf } from "./fingerprint";
import { isPayable, lockOrder, stripePaymentOf, type LockedOrder, type OrderPayment } from "./locked-order";
import { makePaymentIntent, paymentIntentOfOrder } from "./payment-intent-of-order";
import { type Buyer, type PlacedOrder, placeOrder } from "./place-order";
import { markOrderPending, refreshPendingOrder } from "./queries";
import { type FoundForOrder, readForOrder } from "./read-for-order";
import { cartEmpty, orderAlreadyPaid, orderNotPayable, paymentUnderWay } from "./refusals";

export type Created = { answer: CreateOrderAnswer; isNew: boolean };

/** Tabs that race for one cart see each other after one turn; more turns than this mean that somebody plays. */
const MOST_TURNS = 6;

/**
 * The order of this cart: the one that can still be paid if the cart is the same, else a new one, the old one being ended at
 * Stripe first. The order is committed before Stripe is asked for its PaymentIntent; if that answer is lost, asking again finds
 * the same order and the same PaymentIntent.
 * @throws Refusal with the codes of the contract; the cart stays as it is whatever happens.
 */
export async function createOrder(cartToken: string | undefined, buyer: Buyer): Promise<Created> {
  if (!isCartToken(cartToken)) throw cartEmpty();
  try {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      const { placed, found } = await transaction(
        async (tx, found: FoundForOrder) => ({ placed: await placeOrder(tx, found, buyer), found }),
        (tx) => readForOrder(tx, { token: cartToken }, now()),
      );
      if (placed !== null) {
        await crashPoint("order-committed-before-payment-intent");
        return { answer: await answerNewOrder(placed), isNew: true };
      }
      if (found.cart === null || found.payableOrderId === null) continue;
      const resumed = await resumeOrEnd(found.payableOrderId, found.cart, buyer);
      if (resumed !== "ended") return { answer: resumed, isNew: false };
    }
  } catch (error) {
    throw asRefusal(error);
  }
  throw databaseUnavailable();
}

/** The visitor returns: the same cart finds its order again; with another cart the order ends, at Stripe first. */
async function resumeOrEnd(orderId: string, seen: PricedCart, buyer: Buyer): Promise<CreateOrderAnswer | "ended"> {
  const [order, cart] = await transaction((tx) =>
    Promise.all([lockOrder(tx, orderId), priceCart(tx, { id: seen.sessionId }, now())]),
  );
  if (order === null || !isPayable(order)) return "ended";
  const payment = stripePaymentOf(order);
  if (payment === undefined) throw new Error("an order that can be paid has no payment to make");

  const same = cart !== null && isSameCart(order, cart);
  if (payment.status === "PROCESSING" && !same) throw paymentUnderWay(order.id);
  const outOfTime = order.payableUntil !== null && order.payableUntil <= now();
  if (payment.status !== "PROCESSING" && (!same || outOfTime || order.closeReason !== null))
    return endOpenOrder(order.id, outOfTime ? "expired" : "replaced");

  const intent = await paymentIntentOfOrder({ ...order, payment });
  // Stripe made none and never will; the order cannot be paid as it is.
  if (intent === null) return endOpenOrder(order.id, "payment_canceled");
  // The event is late: what Stripe says now goes in by the same door.
  const news = { intent, livemode: intent.livemode, asked: true, source: "CHECKOUT" as const, event: null };
  if (intent.status === "canceled") {
    await applyPaymentIntent({ ...news, happened: "canceled" });
    return "ended";
  }
  if (intent.status === "succeeded") {
    const applied = await applyPaymentIntent({ ...news, happened: "succeeded" });
    throw applied.outcome === "parked" ? orderNotPayable(order.id) : orderAlreadyPaid(order.id);
  }
  const pending = await transaction((tx) => resume(tx, order.id, buyer.customer, buyer.locale ?? seen.locale));
  return pending === null ? "ended" : answerOf(pending, await readInstallation(db()), payment, intent);
}

async function resume(tx: Tx, orderId: string, customer: Customer, locale: Locale): Promise<LockedOrder | null> {
  const order = await lockOrder(tx, orderId);
  // Somebody has begun to end it while Stripe was answering: its PaymentIntent must not be handed out.
  if (order === null || !isPayable(order) || order.closeReason !== null) return null;
  await refreshPendingOrder(tx, orderId, customer, locale, now());
  if (order.status === "CANCELLED") await markOrderPending(tx, orderId);
  return { ...order, status: "PENDING" };
}

/** The same things, and the order takes no more than the cart shows today: a price that fell makes another order. */
function isSameCart(order: LockedOrder, cart: PricedCart): boolean {
  return (
    order.cartFingerprint === fingerprintOf(cart) &&
    order.dueNowCents <= cart.totals.dueNowCents &&
    order.dueNowCents + order.balanceCents <= cart.totals.dueNowCents + cart.totals.balanceCents
  );
}

async function endOpenOrder(orderId: string, reason: "replaced" | "expired" | "payment_canceled"): Promise<"ended"> {
  const ended = await endOrder(orderId, reason, "CHECKOUT");
  if (ended === "paid") throw orderAlreadyPaid(orderId);
  if (ended === "bank-is-processing") throw paymentUnderWay(orderId);
  // Or it can be paid again: the next turn finds it.
  return "ended";
}

async function answerNewOrder(placed: PlacedOrder): Promise<CreateOrderAnswer> {
  const order = { ...placed, number: await placed.number };
  const { payment, installation } = placed;
  if (payment === null) return answerOf({ ...order, status: "PAID" }, installation, null, null);
  const made = await makePaymentIntent({ ...order, payment }, installation.installation);
  if (made === null) {
    await endOrder(order.id, "payment_canceled", "CHECKOUT");
    throw orderNotPayable(order.id);
  }
  // Another tab has ended it while Stripe was answering, or is ending it.
  if (!isPayable(made.order) || made.order.closeReason !== null) throw orderNotPayable(order.id);
  return answerOf({ ...order, status: made.order.status }, installation, payment, made.intent);
}

/** The client secret is Stripe's answer passed on; it is never stored and never logged. */
function answerOf(
  order: Pick<LockedOrder, "id" | "number" | "status" | "dueNowCents" | "balanceCents">,
  { accessTokenKey }: Installation,
  payment: Pick<OrderPayment, "amountCents"> | null,
  intent: Stripe.PaymentIntent | null,
): CreateOrderAnswer {
  const secret = intent?.client_secret;
  return {
    order: {
      id: order.id,
      number: order.number,
      status: order.status,
      totalCents: order.dueNowCents + order.balanceCents,
      dueNowCents: order.dueNowCents,
      balanceCents: order.balanceCents,
    },
    payment:
      payment === null || intent === null || !secret
        ? null
        : {
            paymentIntentId: intent.id,
            clientSecret: secret,
            publishableKey: config().STRIPE_PUBLISHABLE_KEY,
            amountCents: payment.amountCents,
            currency: "eur",
          },
    accessToken: accessTokenOf(accessTokenKey, order.id),
  };
}
