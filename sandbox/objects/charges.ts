import { newId } from "../core/ids";
import { seconds, type Context } from "../core/world";
import { chargeEntry } from "./balance";
import { insert, save } from "./documents";
import { emit } from "./events";
import type { Charge, PaymentIntent, PaymentMethod } from "./types";
import type { Decline } from "./test-cards";

export type Origin = Pick<
  PaymentIntent,
  | "amount"
  | "currency"
  | "customer"
  | "description"
  | "metadata"
  | "receipt_email"
  | "shipping"
  | "statement_descriptor"
  | "transfer_group"
> & { payment_intent: string | null };

export function originOf(intent: PaymentIntent): Origin {
  return { ...intent, payment_intent: intent.id };
}

/** Money taken, or only authorized when `captured` is false. */
export function chargeSucceeds(
  context: Context,
  origin: Origin,
  method: PaymentMethod,
  how: { captured: boolean; authenticated: boolean },
): Charge {
  const charge = insert(context, {
    ...blank(context, origin, method, how.authenticated),
    status: "succeeded",
    paid: true,
    captured: how.captured,
    amount_captured: how.captured ? origin.amount : 0,
    outcome: {
      network_status: "approved_by_network",
      reason: null,
      risk_level: "normal",
      seller_message: "Payment complete.",
      type: "authorized",
    },
  });
  if (how.captured) bookMoney(context, charge, origin.amount);
  emit(context, "charge.succeeded", charge);
  return charge;
}

export function chargeFails(
  context: Context,
  origin: Origin,
  method: PaymentMethod,
  decline: Decline,
  authenticated = false,
): Charge {
  const charge = insert(context, {
    ...blank(context, origin, method, authenticated),
    status: "failed",
    failure_code: decline.code,
    failure_message: decline.message,
    outcome: {
      network_status: decline.blocked ? "not_sent_to_network" : "declined_by_network",
      reason: decline.blocked ? "highest_risk_level" : (decline.declineCode ?? decline.code),
      risk_level: decline.blocked ? "highest" : "normal",
      seller_message: decline.blocked
        ? "Stripe blocked this payment as too risky."
        : "The bank did not return any further details with this decline.",
      type: decline.blocked ? "blocked" : "issuer_declined",
    },
  });
  emit(context, "charge.failed", charge);
  return charge;
}

/** A debit that the bank answers in days. */
export function chargePends(context: Context, origin: Origin, method: PaymentMethod): Charge {
  const charge = insert(context, {
    ...blank(context, origin, method, false),
    status: "pending",
    captured: true,
    amount_captured: origin.amount,
    outcome: {
      network_status: "approved_by_network",
      reason: null,
      risk_level: "not_assessed",
      seller_message: "Payment complete.",
      type: "authorized",
    },
  });
  emit(context, "charge.pending", charge);
  return charge;
}

export function pendingChargeSucceeds(context: Context, charge: Charge): void {
  charge.status = "succeeded";
  charge.paid = true;
  bookMoney(context, charge, charge.amount);
  emit(context, "charge.succeeded", charge, { status: "pending", paid: false });
}

export function pendingChargeFails(context: Context, charge: Charge, code: string, message: string): void {
  charge.status = "failed";
  charge.captured = false;
  charge.amount_captured = 0;
  charge.failure_code = code;
  charge.failure_message = message;
  save(context, charge);
  emit(context, "charge.failed", charge, { status: "pending" });
}

/** Takes an authorized amount, or less of it; the rest goes back to the card. */
export function captureCharge(context: Context, charge: Charge, amount: number): void {
  charge.captured = true;
  charge.amount_captured = amount;
  charge.amount_refunded = charge.amount - amount;
  bookMoney(context, charge, amount);
  emit(context, "charge.captured", charge, { captured: false, amount_captured: 0 });
}

function bookMoney(context: Context, charge: Charge, amount: number): void {
  charge.balance_transaction = chargeEntry(context, charge, amount).id;
  save(context, charge);
}

function blank(context: Context, origin: Origin, method: PaymentMethod, authenticated: boolean): Charge {
  const id = newId(context.random, "ch");
  return {
    id,
    object: "charge",
    amount: origin.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: "SANDBOX",
    captured: false,
    created: seconds(context),
    currency: origin.currency,
    customer: origin.customer,
    description: origin.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: { ...origin.metadata },
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: origin.payment_intent,
    payment_method: method.id,
    payment_method_details: methodDetails(method, authenticated),
    receipt_email: origin.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: origin.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: origin.statement_descriptor,
    statement_descriptor_suffix: null,
    status: "failed",
    transfer_data: null,
    transfer_group: origin.transfer_group,
  };
}

function methodDetails(method: PaymentMethod, authenticated: boolean): Record<string, unknown> {
  if (method.type !== "card" || !method.card) return { type: method.type, [method.type]: { ...method[method.type] } };
  return {
    type: "card",
    card: {
      brand: method.card.brand,
      checks: method.card.checks,
      country: method.card.country,
      exp_month: method.card.exp_month,
      exp_year: method.card.exp_year,
      fingerprint: method.card.fingerprint,
      funding: method.card.funding,
      installments: null,
      last4: method.card.last4,
      mandate: null,
      network: method.card.brand,
      three_d_secure: authenticated
        ? {
            authentication_flow: "challenge",
            result: "authenticated",
            result_reason: null,
            version: "2.2.0",
          }
        : null,
      wallet: null,
    },
  };
}
