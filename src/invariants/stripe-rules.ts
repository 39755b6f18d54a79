import type { PaymentIntentFacts, RefundFacts } from "@/lib/stripe";
import type { PaymentRow, RefundRow } from "./stripe-queries";

/** What is wrong between a PaymentIntent and our payment, or null. `payment` is absent when none of ours has this PaymentIntent. */
export function judgePaymentIntent(intent: PaymentIntentFacts, payment: PaymentRow | undefined): string | null {
  const tookMoney = intent.status === "succeeded";
  const received = intent.amount_received ?? 0;
  if (!payment) return tookMoney ? `took ${received} ${intent.currency}, and no payment of ours has it` : null;

  const which = `of payment ${payment.id}`;
  if (intent.amount !== payment.amountCents && payment.receivedCents !== intent.amount_received)
    return `${which} asks for ${intent.amount}, not ${payment.amountCents}`;
  if (!tookMoney)
    return payment.succeeded
      ? `${which} is ${intent.status ?? "in no known status"} at Stripe, and succeeded here`
      : null;
  if (payment.receivedCents === null)
    return `${which} took ${received} ${intent.currency}, and here it received nothing`;
  if (payment.receivedCents !== received)
    return `${which} took ${received}, and here it received ${payment.receivedCents}`;
  if (payment.receivedCurrency.toLowerCase() !== intent.currency.toLowerCase())
    return `${which} took ${intent.currency}, and here it received ${payment.receivedCurrency}`;
  return null;
}

/** What is wrong between a refund at Stripe and our row of it, or null. */
export function judgeRefund(refund: RefundFacts, row: RefundRow | undefined, payment: PaymentRow): string | null {
  const failed = refund.status === "failed" || refund.status === "canceled";
  if (!row) return failed ? null : `gave back ${refund.amount}, and is not recorded`;
  if (row.paymentId !== payment.id) return `is recorded for payment ${row.paymentId}`;
  if (row.amountCents !== refund.amount) return `gave back ${refund.amount}, and ${row.amountCents} is recorded`;
  if (row.failed !== failed)
    return failed ? "failed at Stripe, and counts here" : "was made at Stripe, and failed here";
  return null;
}
