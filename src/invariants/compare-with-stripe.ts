import type { Reader } from "@/db/client";
import { addMs, DAY_MS, now } from "@/lib/clock";
import {
  listPaymentIntents,
  listRecentRefunds,
  type PaymentIntentFacts,
  paymentIntentShape,
  type RefundFacts,
  refundShape,
  retrievePaymentIntent,
  StripeObjectMissing,
} from "@/lib/stripe";
import type { InvariantResult } from "./invariant";
import {
  findBeginning,
  findInstallation,
  findPayments,
  findPaymentsCreated,
  findRefunds,
  findRefundsMade,
  isKnownToStaff,
  type PaymentRow,
} from "./stripe-queries";
import { judgePaymentIntent, judgeRefund } from "./stripe-rules";

/** A week's PaymentIntents are remembered at a time, so that memory stays small however long the school has been selling. */
const WINDOW_DAYS = 7;
const MOST_NAMED_ROWS = 100;

/**
 * Walks through everything that Stripe holds of ours and everything that we say Stripe holds, and compares. Reads only.
 * A payment that succeeds during the walk is asked about twice before it is called a breach; one whose webhook has yet to
 * arrive is a breach until it does.
 * @throws StripeUnavailable, StripeKeyRefused
 */
export async function compareWithStripe(reader: Reader): Promise<InvariantResult[]> {
  const begin = await findBeginning(reader);
  return [await comparePaymentIntents(reader, begin), await compareRefunds(reader, begin)];
}

async function comparePaymentIntents(reader: Reader, begin: Date): Promise<InvariantResult> {
  const result = newResult(
    "I1",
    "every PaymentIntent of ours that succeeded at Stripe is recorded with what it received, and no payment succeeded that did not at Stripe",
  );
  const installation = await findInstallation(reader);
  for (let from = begin; from < now(); from = addMs(from, WINDOW_DAYS * DAY_MS)) {
    const to = addMs(from, WINDOW_DAYS * DAY_MS);
    const seen = new Set<string>();
    for await (const intents of paymentIntentPages(from, to)) {
      const payments = await findPayments(
        reader,
        intents.map((intent) => intent.id),
      );
      for (const intent of intents) {
        const payment = payments.get(intent.id);
        if (!payment && intent.metadata?.["installation"] !== installation) continue;
        seen.add(intent.id);
        await judge(reader, result, intent, payment);
      }
    }
    for await (const payments of findPaymentsCreated(reader, from, to)) {
      for (const payment of payments)
        if (!seen.has(payment.stripePaymentIntentId)) await judgeUnseen(reader, result, payment);
    }
  }
  return result;
}

async function judge(
  reader: Reader,
  result: InvariantResult,
  intent: PaymentIntentFacts,
  payment: PaymentRow | undefined,
): Promise<void> {
  result.checked += 1;
  if (judgePaymentIntent(intent, payment) === null) return;
  // The page and our rows were read one after the other: only what both still say now is a breach.
  const intentNow = paymentIntentShape.parse(await retrievePaymentIntent(intent.id));
  const wrong = judgePaymentIntent(intentNow, (await findPayments(reader, [intent.id])).get(intent.id));
  if (wrong !== null && !(await isKnownToStaff(reader, intent.id)))
    addBreach(result, `PaymentIntent ${intent.id} ${wrong}`);
}

/** Made in another week than our payment (its answer was lost for a while), or not at Stripe at all. */
async function judgeUnseen(reader: Reader, result: InvariantResult, payment: PaymentRow): Promise<void> {
  try {
    await judge(
      reader,
      result,
      paymentIntentShape.parse(await retrievePaymentIntent(payment.stripePaymentIntentId)),
      payment,
    );
  } catch (error) {
    if (!(error instanceof StripeObjectMissing)) throw error;
    result.checked += 1;
    addBreach(
      result,
      `payment ${payment.id} has the PaymentIntent ${payment.stripePaymentIntentId}, which Stripe does not know for this key`,
    );
  }
}

async function compareRefunds(reader: Reader, begin: Date): Promise<InvariantResult> {
  const result = newResult(
    "I9",
    "every refund at Stripe is recorded once with its amount, and no refund is recorded that Stripe has not made",
  );
  // Few payments are refunded: all their refunds' ids fit in memory.
  const seen = new Set<string>();
  for await (const refunds of refundPages(begin)) {
    const recorded = await findRefunds(
      reader,
      refunds.map((refund) => refund.id),
    );
    const payments = await findPayments(
      reader,
      refunds.flatMap((refund) => refund.payment_intent ?? []),
    );
    for (const refund of refunds) {
      const payment = refund.payment_intent ? payments.get(refund.payment_intent) : undefined;
      if (!payment) continue;
      seen.add(refund.id);
      result.checked += 1;
      const wrong = judgeRefund(refund, recorded.get(refund.id), payment);
      if (wrong !== null) addBreach(result, `refund ${refund.id} of payment ${payment.id} ${wrong}`);
    }
  }
  for await (const refunds of findRefundsMade(reader)) {
    for (const refund of refunds)
      if (!seen.has(refund.stripeRefundId))
        addBreach(
          result,
          `refund ${refund.id} is recorded as ${refund.stripeRefundId}, which Stripe does not list for this key`,
        );
  }
  return result;
}

async function* paymentIntentPages(createdFrom: Date, createdTo: Date): AsyncGenerator<PaymentIntentFacts[]> {
  for (let after: string | undefined; ;) {
    const { intents, more } = await listPaymentIntents({ createdFrom, createdTo, after });
    yield intents.map((intent) => paymentIntentShape.parse(intent));
    after = intents.at(-1)?.id;
    if (!more || after === undefined) return;
  }
}

async function* refundPages(createdFrom: Date): AsyncGenerator<RefundFacts[]> {
  for (let after: string | undefined; ;) {
    const { refunds, more } = await listRecentRefunds({ createdFrom, after });
    yield refunds.map((refund) => refundShape.parse(refund));
    after = refunds.at(-1)?.id;
    if (!more || after === undefined) return;
  }
}

const newResult = (id: "I1" | "I9", sentence: string): InvariantResult => ({
  id,
  at: "Stripe",
  sentence,
  checked: 0,
  breaches: { count: 0, rows: [] },
});

function addBreach(result: InvariantResult, row: string): void {
  result.breaches.count += 1;
  if (result.breaches.rows.length < MOST_NAMED_ROWS) result.breaches.rows.push(row);
}
