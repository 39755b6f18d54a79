import type { Tx } from "@/db/client";
import { transaction } from "@/db/transaction";
import { readInstallation } from "@/features/orders/server/access-token";
import { type LockedOrder, lockOrder, lockOrderOf } from "@/features/orders/server/locked-order";
import { type FoundForPayment, readForPayment } from "@/features/orders/server/read-for-payment";
import { now } from "@/lib/clock";
import { config } from "@/lib/config";
import { retrievePaymentIntent } from "@/lib/stripe";
import { isUuid } from "@/lib/validate";
import { adoptPaymentIntent } from "./adopt-payment-intent";
import { applyToOrder } from "./apply-to-order";
import { OrderUnknown, type Applied, type News, type Step } from "./news";

/**
 * The one way in which a PaymentIntent changes our database, whoever tells us: the webhook, its retry, reconciliation, the
 * checkout, the end of the time to pay. Told twice, late or out of order, the second telling changes nothing more.
 * @throws OrderUnknown, StripeUnavailable, StripeObjectMissing, Refusal `database_unavailable`: nothing was changed, tell it again.
 */
export async function applyPaymentIntent(news: News): Promise<Applied> {
  const told = await applyOnce(news);
  if (told !== "ask-stripe") return told;

  const present = await retrievePaymentIntent(news.intent.id);
  const answered = await applyOnce({ ...news, intent: present, asked: true });
  if (answered === "ask-stripe") throw new Error("Stripe's present answer decides; there is nothing more to ask");
  return answered;
}

const applyOnce = (news: News): Promise<Step> =>
  transaction(
    (tx, known: Known) => applyInTransaction(tx, news, known),
    (tx) => lockWhatIsKnown(tx, news),
  );

type Known = { order: LockedOrder | null; found: FoundForPayment | null };

/** The order of the PaymentIntent, if we know it. Almost every success pays: what that needs is asked for at once. */
async function lockWhatIsKnown(tx: Tx, news: News): Promise<Known> {
  const which = { paymentIntentId: news.intent.id };
  const [order, found] = await Promise.all([
    lockOrderOf(tx, which),
    news.happened === "succeeded" ? readForPayment(tx, which) : null,
  ]);
  return { order, found };
}

async function applyInTransaction(tx: Tx, news: News, known: Known): Promise<Step> {
  const at = now();
  if (known.order !== null) {
    const payment = known.order.payments.find((one) => one.stripePaymentIntentId === news.intent.id);
    if (!payment) throw new Error("a PaymentIntent has left its payment, against the database's guard");
    return applyToOrder(tx, known.order, payment, news, at, known.found);
  }

  const { installation } = await readInstallation(tx);
  if (news.intent.metadata?.["installation"] !== installation) return ignored("foreign");
  // A test event about an object that we do not know cannot be ours to act on, whatever it carries (D15).
  if (news.livemode !== config().livemode) return ignored("wrong-mode");
  if (!news.asked) return "ask-stripe";

  const claimedOrderId = news.intent.metadata["orderId"];
  const order = isUuid(claimedOrderId) ? await lockOrder(tx, claimedOrderId) : null;
  if (order === null) throw new OrderUnknown("a PaymentIntent of this installation names an order that is not here");
  // Linked while we waited for the order: it is a PaymentIntent that we know.
  const linked = order.payments.find((one) => one.stripePaymentIntentId === news.intent.id);
  if (linked) return applyToOrder(tx, order, linked, news, at, null);
  return adoptPaymentIntent(tx, order, news, at);
}

const ignored = (effect: string): Applied => ({ outcome: "ignored", effect, orderId: null });
