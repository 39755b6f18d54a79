import { refused } from "../core/stripe-error";
import type { Context } from "../core/world";
import { captureCharge } from "./charges";
import { get, save } from "./documents";
import { emit } from "./events";
import { requireStatus } from "./payment-intent-states";
import type { PaymentIntent } from "./types";

/** Takes an authorized payment, in whole or in part; the rest is released. */
export function capturePaymentIntent(
  context: Context,
  intent: PaymentIntent,
  amount: number | undefined,
): PaymentIntent {
  requireStatus(context, intent, { doing: "capture" });
  const taken = amount ?? intent.amount_capturable;
  if (taken < 1 || taken > intent.amount_capturable)
    throw refused(
      "amount_too_large",
      `The amount_to_capture is greater than the amount you can capture for this PaymentIntent (${intent.amount_capturable}).`,
      { param: "amount_to_capture" },
    );
  if (!intent.latest_charge) throw new Error(`${intent.id} requires capture and has no charge`);
  captureCharge(context, get(context, "charge", intent.latest_charge), taken);
  const previous = {
    status: intent.status,
    amount_capturable: intent.amount_capturable,
    amount_received: 0,
  };
  intent.status = "succeeded";
  intent.amount_capturable = 0;
  intent.amount_received = taken;
  save(context, intent);
  emit(context, "payment_intent.succeeded", intent, previous);
  return intent;
}
