import { z } from "zod";
import { db } from "@/db/client";
import type { EventSource } from "@/db/schema/processed-webhook-events";
import { transaction } from "@/db/transaction";
import { readInstallation } from "@/features/orders/server/access-token";
import { findOrderOfPaymentIntent } from "@/features/orders/server/locked-order";
import { now } from "@/lib/clock";
import { config } from "@/lib/config";
import {
  listRefunds,
  paymentIntentId,
  paymentIntentShape,
  refundShape,
  retrievePaymentIntent,
  StripeObjectMissing,
} from "@/lib/stripe";
import { applyDispute, disputeShape } from "./apply-dispute";
import { applyPaymentIntent } from "./apply-payment-intent";
import { applyRefunds, lockPaymentOf } from "./apply-refunds";
import { LISTENED_EVENTS, type EventHandling } from "./listened-events";
import type { Applied, TellingEvent } from "./news";
import { parkForStaff } from "./park-for-staff";
import { isEventProcessed } from "./queries";
import { createdAtOf, type StripeEvent } from "./stripe-event";

const paymentIntentOf = z.object({
  payment_intent: paymentIntentId.nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

const ignored = (effect: string): Applied => ({ outcome: "ignored", effect, orderId: null });

/**
 * One verified event, from wherever it comes: the webhook, our own retry, a replay by staff. Whatever it throws has changed
 * nothing, and the event must come again.
 */
export async function processEvent(event: StripeEvent, rawBody: Buffer, source: EventSource): Promise<Applied> {
  // `Object.hasOwn`: a type such as «constructor» must not find what the table inherits.
  const listened = Object.hasOwn(LISTENED_EVENTS, event.type) ? LISTENED_EVENTS[event.type] : undefined;
  if (!listened) return ignored("not-listened-to");
  if (await isEventProcessed(event.id)) return { outcome: "duplicate", effect: "nothing-new", orderId: null };

  const telling: TellingEvent = {
    id: event.id,
    type: event.type,
    apiVersion: event.api_version?.slice(0, 60) ?? null,
    createdAt: createdAtOf(event),
    rawBody,
  };
  return handle(listened.handling, event, telling, source);
}

async function handle(
  handling: EventHandling,
  event: StripeEvent,
  telling: TellingEvent,
  source: EventSource,
): Promise<Applied> {
  if (handling.about === "payment_intent") {
    const intent = paymentIntentShape.parse(event.data.object);
    return applyPaymentIntent({
      happened: handling.happened,
      intent,
      livemode: event.livemode,
      asked: false,
      source,
      event: telling,
    });
  }

  const about = paymentIntentOf.parse(event.data.object);
  const paymentIntentId = about.payment_intent;
  // A charge without a PaymentIntent was not made by us.
  if (!paymentIntentId) return ignored("foreign");
  const known = await findOrderOfPaymentIntent(db(), paymentIntentId);
  if (event.livemode !== config().livemode)
    return known === null ? ignored("wrong-mode") : parkWrongMode(event, telling, paymentIntentId, source);
  if (known === null && !(await adoptFirst(paymentIntentId, about.metadata, source))) return ignored("foreign");

  switch (handling.about) {
    case "charge-refunds":
      return applyRefunds({
        paymentIntentId,
        refunds: (await listRefunds(paymentIntentId)).map((refund) => refundShape.parse(refund)),
        source,
        event: telling,
      });
    case "refund":
      return applyRefunds({ paymentIntentId, refunds: [refundShape.parse(event.data.object)], source, event: telling });
    case "dispute":
      return applyDispute({
        dispute: disputeShape.parse(event.data.object),
        paymentIntentId,
        funds: handling.funds,
        source,
        event: telling,
      });
    default:
      return handling satisfies never;
  }
}

/**
 * A refund or dispute of a PaymentIntent of ours whose creation and success we have not heard of: those go first. Made by a bank or
 * in the dashboard it carries no metadata, so only the PaymentIntent says whose it is.
 */
async function adoptFirst(
  paymentIntentId: string,
  metadata: Record<string, unknown> | null | undefined,
  source: EventSource,
): Promise<boolean> {
  const { installation } = await readInstallation(db());
  const claimed = metadata?.["installation"];
  if (claimed !== undefined && claimed !== installation) return false;
  const intent = await retrievePaymentIntent(paymentIntentId).catch((error: unknown) => {
    // Of another account, as Stripe says: not ours, if it does not claim to be.
    if (error instanceof StripeObjectMissing && claimed === undefined) return null;
    throw error;
  });
  if (intent?.metadata["installation"] !== installation || intent.status !== "succeeded") return false;
  await applyPaymentIntent({
    happened: "succeeded",
    intent,
    livemode: intent.livemode,
    asked: true,
    source,
    event: null,
  });
  return true;
}

async function parkWrongMode(
  event: StripeEvent,
  telling: TellingEvent,
  paymentIntentId: string,
  source: EventSource,
): Promise<Applied> {
  return transaction(async (tx) => {
    const found = await lockPaymentOf(tx, paymentIntentId);
    if (!found) return ignored("wrong-mode");
    const intent = { id: paymentIntentId, amount: 0, currency: found.payment.currency };
    return parkForStaff(
      tx,
      found.order,
      found.payment,
      { happened: "canceled", intent, livemode: event.livemode, asked: false, source, event: telling },
      { reason: "WRONG_MODE", contradiction: "mode" },
      now(),
    );
  });
}
