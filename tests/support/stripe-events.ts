import { randomBytes } from "node:crypto";
import { POST } from "@/app/api/webhooks/stripe/route";
import { now } from "@/lib/clock";
import { config } from "@/lib/config";
import { stripe } from "@/lib/stripe";

export type Event = {
  id: string;
  type: string;
  livemode: boolean;
  created: number;
  api_version: string;
  object: "event";
  data: { object: Record<string, unknown> };
};

export function stripeEvent(type: string, object: Record<string, unknown>, changes: Partial<Event> = {}): Event {
  return {
    id: `evt_${randomBytes(12).toString("hex")}`,
    object: "event",
    type,
    livemode: false,
    created: Math.floor(now().getTime() / 1000),
    api_version: "2026-10-28.endive",
    data: { object },
    ...changes,
  };
}

type Payable = { paymentIntentId: string; dueNowCents: number; metadata: Record<string, string> };

/** A PaymentIntent as an event carries it. */
export const intentOf = (order: Payable, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: order.paymentIntentId,
  object: "payment_intent",
  amount: order.dueNowCents,
  amount_received: 0,
  currency: "eur",
  livemode: false,
  metadata: order.metadata,
  status: "requires_payment_method",
  ...changes,
});

export const paymentSucceeded = (
  order: Payable,
  changes: Record<string, unknown> = {},
  event: Partial<Event> = {},
): Event =>
  stripeEvent(
    "payment_intent.succeeded",
    intentOf(order, { status: "succeeded", amount_received: order.dueNowCents, ...changes }),
    event,
  );

export const paymentFailed = (order: Payable, changes: Record<string, unknown> = {}): Event =>
  stripeEvent(
    "payment_intent.payment_failed",
    intentOf(order, {
      last_payment_error: {
        type: "card_error",
        code: "card_declined",
        decline_code: "insufficient_funds",
        message: "Your card has insufficient funds.",
      },
      ...changes,
    }),
  );

export const paymentProcessing = (order: Payable): Event =>
  stripeEvent("payment_intent.processing", intentOf(order, { status: "processing" }));

export const paymentCanceled = (order: Payable): Event =>
  stripeEvent("payment_intent.canceled", intentOf(order, { status: "canceled" }));

type Delivery = { secret?: string; header?: string | null; body?: string };

/** Delivers it to the real handler as Stripe would, signed now. */
export async function stripeDelivers(
  event: Event,
  { secret, header, body = JSON.stringify(event) }: Delivery = {},
): Promise<{ status: number; outcome: string | undefined; code: string | undefined }> {
  const signature = header === undefined ? signed(body, secret) : header;
  const response = await POST(
    new Request("http://localhost/api/webhooks/stripe", {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        ...(signature !== null && { "stripe-signature": signature }),
      },
    }),
  );
  const answer: { outcome?: string; code?: string } = JSON.parse(await response.text());
  return { status: response.status, outcome: answer.outcome, code: answer.code };
}

/** Stripe's header for these bytes, made now (our clock) or at `at`. */
export function signed(
  body: string,
  secret: string = config().STRIPE_WEBHOOK_SECRET[0] ?? "",
  at: Date = now(),
): string {
  return stripe().webhooks.generateTestHeaderString({
    payload: body,
    secret,
    timestamp: Math.floor(at.getTime() / 1000),
  });
}
