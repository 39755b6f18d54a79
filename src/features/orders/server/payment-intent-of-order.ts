import { db } from "@/db/client";
import { readInstallation } from "@/features/orders/server/access-token";
import { type Linked, linkPaymentIntent } from "@/features/payments/server/link-payment-intent";
import { addMs, DAY_MS, now } from "@/lib/clock";
import {
  cancelPaymentIntent,
  createPaymentIntent,
  findPaymentIntentOf,
  isRefusedByStripe,
  retrievePaymentIntent,
  StripeBrokeDown,
} from "@/lib/stripe";
import type Stripe from "stripe";

export type OrderToPay = {
  id: string;
  number: string;
  cartSessionId: string | null;
  payment: { id: string; amountCents: number; stripePaymentIntentId: string | null; createdAt: Date };
};

/** Stripe keeps an idempotency key for 24 hours; an hour less for clocks that differ. */
const KEY_KEPT_MS = DAY_MS - 3_600_000;
/** Keys for one order's PaymentIntent. In an outage each time that somebody asks uses up one; after these, only a day's rest helps. */
const MOST_KEYS = 10;

/**
 * The one PaymentIntent of an order, made now if it was not, found again if the answer was lost. Called outside transactions,
 * the order being committed; whoever calls it again, or at the same time, gets the same one.
 * @returns null when Stripe refuses to make it for good: then there is none, and never will be.
 * @throws StripeUnavailable, StripeKeyRefused, StripeObjectMissing
 */
export async function paymentIntentOfOrder(order: OrderToPay): Promise<Stripe.PaymentIntent | null> {
  const { payment } = order;
  if (payment.stripePaymentIntentId !== null) return retrievePaymentIntent(payment.stripePaymentIntentId);
  const { installation } = await readInstallation(db());
  return (await makePaymentIntent(order, installation))?.intent ?? null;
}

/** The same for an order whose PaymentIntent nobody has linked; tells besides how the order is once it is linked. */
export async function makePaymentIntent(
  order: OrderToPay,
  installation: string,
): Promise<{ intent: Stripe.PaymentIntent; order: Linked["order"] } | null> {
  const { payment } = order;
  const findIt = () =>
    findPaymentIntentOf({
      orderId: order.id,
      installation,
      amountCents: payment.amountCents,
      currency: "eur",
      createdFrom: addMs(payment.createdAt, -DAY_MS),
      createdTo: addMs(now(), DAY_MS),
    });
  const keyForgotten = now().getTime() - payment.createdAt.getTime() > KEY_KEPT_MS;
  // Only the list proves that none was made, once the key no longer answers (S4).
  const found = keyForgotten ? await findIt() : null;
  const intent = found ?? (await makeOrFindIt(order, installation, findIt));
  if (intent === null) return null;
  const linked = await linkPaymentIntent(null, payment.id, intent.id);
  if (linked.paymentIntentId === intent.id) return { intent, order: linked.order };
  // Nobody was given this one, and an order has one that can be paid: it must not stay payable beside the other.
  await cancelPaymentIntent(intent.id);
  return { intent: await retrievePaymentIntent(linked.paymentIntentId), order: linked.order };
}

/** Where Stripe broke down with a key, the list proves whether it was made; if not, whoever asks goes on to the same next key (S2). */
async function makeOrFindIt(
  order: OrderToPay,
  installation: string,
  findIt: () => Promise<Stripe.PaymentIntent | null>,
): Promise<Stripe.PaymentIntent | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await makeIt(order, installation, attempt);
    } catch (error) {
      if (!(error instanceof StripeBrokeDown) || attempt === MOST_KEYS) throw error;
      const made = await findIt();
      if (made !== null) return made;
    }
  }
}

async function makeIt(order: OrderToPay, installation: string, attempt: number): Promise<Stripe.PaymentIntent | null> {
  try {
    return await createPaymentIntent({
      paymentId: order.payment.id,
      attempt,
      amountCents: order.payment.amountCents,
      currency: "eur",
      orderId: order.id,
      orderNumber: order.number,
      installation,
      sessionId: order.cartSessionId ?? undefined,
    });
  } catch (error) {
    if (isRefusedByStripe(error)) return null;
    throw error;
  }
}
