import { newId, randomText } from "../core/ids";
import { invalidParameter } from "../core/stripe-error";
import { seconds, type Context } from "../core/world";
import { get, insert, save } from "./documents";
import { emit } from "./events";
import { usePaymentMethod } from "./payment-methods";
import { isBefore } from "./render";
import type { Metadata, PaymentIntent } from "./types";
import { requireStatus } from "./payment-intent-states";

export type IntentInput = {
  amount: number;
  currency: string;
  automatic_payment_methods?: { enabled: boolean; allow_redirects?: "always" | "never" | undefined } | undefined;
  capture_method?: PaymentIntent["capture_method"] | undefined;
  confirmation_method?: PaymentIntent["confirmation_method"] | undefined;
  customer?: string | null | undefined;
  description?: string | null | undefined;
  metadata?: Metadata | undefined;
  payment_method?: string | null | undefined;
  payment_method_options?: Record<string, unknown> | undefined;
  payment_method_types?: string[] | undefined;
  receipt_email?: string | null | undefined;
  setup_future_usage?: string | null | undefined;
  shipping?: unknown;
  statement_descriptor?: string | null | undefined;
  statement_descriptor_suffix?: string | null | undefined;
  transfer_group?: string | null | undefined;
};

/** What Stripe charges at least: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts (the usual ones). */
const MINIMUM: Readonly<Record<string, number>> = {
  gbp: 30,
  dkk: 250,
  sek: 300,
  nok: 300,
  jpy: 50,
  chf: 50,
  huf: 17_500,
};
const LEAST = 50;
const MOST = 99_999_999;

/** What a dashboard would have switched on, per currency. */
function dashboardMethods(currency: string): string[] {
  if (currency === "eur") return ["card", "bancontact", "sepa_debit"];
  return currency === "usd" ? ["card", "us_bank_account"] : ["card"];
}

export function createPaymentIntent(context: Context, input: IntentInput, version: string): PaymentIntent {
  checkAmount(input.amount, input.currency);
  if (input.customer) get(context, "customer", input.customer, "customer");
  const automatic = automaticMethods(input, version);
  const method = input.payment_method ? usePaymentMethod(context, input.payment_method) : undefined;
  // pi_3… is what Stripe's own identifiers look like; the client secret begins with the identifier.
  const id = `pi_3${randomText(context.random, 23)}`;
  const intent = insert(context, {
    id,
    object: "payment_intent",
    amount: input.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automatic,
    canceled_at: null,
    cancellation_reason: null,
    capture_method:
      input.capture_method ?? (isBefore(version, "automaticPaymentMethods") ? "automatic" : "automatic_async"),
    client_secret: `${id}_secret_${randomText(context.random, 25)}`,
    confirmation_method: input.confirmation_method ?? "automatic",
    created: seconds(context),
    currency: input.currency,
    customer: input.customer ?? null,
    description: input.description ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: input.metadata ?? {},
    next_action: null,
    payment_method: method?.id ?? null,
    payment_method_options: input.payment_method_options ?? {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: "automatic",
      },
    },
    payment_method_types: input.payment_method_types ?? (automatic ? dashboardMethods(input.currency) : ["card"]),
    processing: null,
    receipt_email: input.receipt_email ?? null,
    setup_future_usage: input.setup_future_usage ?? null,
    shipping: input.shipping ?? null,
    statement_descriptor: input.statement_descriptor ?? null,
    statement_descriptor_suffix: input.statement_descriptor_suffix ?? null,
    status: method ? "requires_confirmation" : "requires_payment_method",
    transfer_group: input.transfer_group ?? null,
  } satisfies PaymentIntent);
  emit(context, "payment_intent.created", intent);
  return intent;
}

function automaticMethods(input: IntentInput, version: string): PaymentIntent["automatic_payment_methods"] {
  const asked = input.automatic_payment_methods;
  if (asked?.enabled && input.payment_method_types)
    throw invalidParameter(
      "parameter_unknown",
      "payment_method_types",
      "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
    );
  if (asked) return asked.enabled ? { allow_redirects: asked.allow_redirects ?? "always", enabled: true } : null;
  if (input.payment_method_types || isBefore(version, "automaticPaymentMethods")) return null;
  return { allow_redirects: "always", enabled: true };
}

export function checkAmount(amount: number, currency: string): void {
  const least = MINIMUM[currency] ?? LEAST;
  if (amount < least)
    throw invalidParameter("amount_too_small", "amount", `Amount must be at least ${money(least, currency)}`);
  if (amount > MOST)
    throw invalidParameter("amount_too_large", "amount", `Amount must be no more than ${money(MOST, currency)}`);
}

export function money(amount: number, currency: string): string {
  const symbol = { eur: "€", usd: "$", gbp: "£" }[currency] ?? `${currency.toUpperCase()} `;
  return currency === "jpy" ? `¥${amount}` : `${symbol}${(amount / 100).toFixed(2)}`;
}

export type IntentChanges = Partial<IntentInput>;

/** Fields that decide what is paid: fixed from the moment that money moves. The others stay open. */
const DECISIVE = [
  "amount",
  "currency",
  "payment_method",
  "payment_method_types",
  "capture_method",
  "customer",
  "setup_future_usage",
] as const;

export function updatePaymentIntent(context: Context, intent: PaymentIntent, changes: IntentChanges): PaymentIntent {
  for (const field of DECISIVE)
    if (changes[field] !== undefined && changes[field] !== intent[field])
      requireStatus(context, intent, { doing: "update", field });
  if (changes.amount !== undefined || changes.currency !== undefined)
    checkAmount(changes.amount ?? intent.amount, changes.currency ?? intent.currency);
  if (changes.customer) get(context, "customer", changes.customer, "customer");

  const { payment_method: method, automatic_payment_methods: _automatic, ...fields } = changes;
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) Object.assign(intent, { [key]: value });
  if (method !== undefined) choosePaymentMethod(context, intent, method);
  return save(context, intent);
}

function choosePaymentMethod(context: Context, intent: PaymentIntent, method: string | null): void {
  intent.payment_method = method ? usePaymentMethod(context, method).id : null;
  intent.status = method ? "requires_confirmation" : "requires_payment_method";
  intent.next_action = null;
}

export type CancelReason = "duplicate" | "fraudulent" | "requested_by_customer" | "abandoned";

export function cancelPaymentIntent(
  context: Context,
  intent: PaymentIntent,
  reason: CancelReason | null,
): PaymentIntent {
  requireStatus(context, intent, { doing: "cancel" });
  const previous = { status: intent.status, canceled_at: null };
  const authorized = intent.status === "requires_capture" ? intent.latest_charge : null;
  intent.status = "canceled";
  intent.canceled_at = seconds(context);
  intent.cancellation_reason = reason;
  intent.amount_capturable = 0;
  intent.next_action = null;
  save(context, intent);
  if (authorized) releaseAuthorization(context, authorized);
  emit(context, "payment_intent.canceled", intent, previous);
  return intent;
}

/** A cancelled authorization is given back: the charge shows it as refunded, with a refund of its own. */
function releaseAuthorization(context: Context, chargeId: string): void {
  const charge = get(context, "charge", chargeId);
  charge.refunded = true;
  charge.amount_refunded = charge.amount;
  save(context, charge);
  insert(context, {
    id: newId(context.random, "re"),
    object: "refund",
    amount: charge.amount,
    balance_transaction: null,
    charge: charge.id,
    created: seconds(context),
    currency: charge.currency,
    destination_details: { type: "card", card: { type: "reversal" } },
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: null,
    receipt_number: null,
    status: "succeeded",
  });
  emit(context, "charge.refunded", charge, { refunded: false, amount_refunded: 0 });
}
