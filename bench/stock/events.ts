import { createHmac } from "node:crypto";
import { SECRETS } from "../ground/settings";
import type { LoadRequest } from "../load/load";
import { DUE_NOW_CENTS } from "./carts";
import { idOf, orderNumberOf, paymentIntentOf } from "./ids";

export type EventOptions = {
  /** Of the database that the event is about; another's is none of our business. */
  installation: string;
  type?: string;
  /** Set apart from other events of the same order. */
  suffix?: string;
  /** True: money of Stripe's live mode, which a shop with a test key must not take at its word. */
  livemode?: boolean;
};

/**
 * Stripe's event about the n-th order of a stock, byte for byte of the size that Stripe sends: the PaymentIntent of API version
 * 2025 with all its empty fields, and the metadata that `createPaymentIntent` sets.
 */
export function eventOf(n: number, options: EventOptions): Buffer {
  const { installation, suffix = "", ...told } = options;
  const metadata = {
    orderId: idOf("order", n),
    orderNumber: orderNumberOf(n),
    sessionId: idOf("cart", n),
    installation,
  };
  return eventAbout(
    { id: paymentIntentOf(n), amount: DUE_NOW_CENTS, metadata },
    { ...told, eventId: eventIdOf(n, suffix) },
  );
}

type Intent = { id: string; amount: number; metadata: Record<string, string> };
type Told = { eventId: string; type?: string; livemode?: boolean };

/** The same about any PaymentIntent. */
export function eventAbout(
  intent: Intent,
  { eventId, type = "payment_intent.succeeded", livemode = false }: Told,
): Buffer {
  const created = Math.floor(Date.now() / 1_000);
  return Buffer.from(
    JSON.stringify(
      {
        id: eventId,
        object: "event",
        api_version: "2025-09-30.clover",
        created,
        data: { object: paymentIntent(intent, created, livemode) },
        livemode,
        pending_webhooks: 1,
        request: { id: null, idempotency_key: null },
        type,
      },
      null,
      2,
    ),
  );
}

export const eventIdOf = (n: number, suffix = ""): string => `evt_3Rbench${String(n).padStart(14, "0")}${suffix}`;

/** The event as Stripe delivers it; its signature is of now, and good for five minutes. */
export function deliveryOf(body: Buffer): LoadRequest {
  const time = Math.floor(Date.now() / 1_000);
  const signature = createHmac("sha256", SECRETS.webhookSecret).update(`${time}.`).update(body).digest("hex");
  return {
    method: "POST",
    path: "/api/webhooks/stripe",
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      "stripe-signature": `t=${time},v1=${signature}`,
    },
    body,
  };
}

function paymentIntent({ id, amount, metadata }: Intent, created: number, livemode: boolean) {
  return {
    id,
    object: "payment_intent",
    amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: amount,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: "always", enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: `${id}_secret_bench`,
    confirmation_method: "automatic",
    created,
    currency: "eur",
    customer: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: id.replace("pi_", "ch_"),
    livemode,
    metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: id.replace("pi_", "pm_"),
    payment_method_configuration_details: { id: "pmc_1Rbench", parent: null },
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
      link: { persistent_token: null },
    },
    payment_method_types: ["card", "link"],
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_data: null,
    transfer_group: null,
  };
}
