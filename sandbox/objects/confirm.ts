import { refused, StripeError } from "../core/stripe-error";
import type { Context } from "../core/world";
import { askForAction, type ActionInput } from "./challenge";
import { startDebit } from "./debits";
import { recordDecline, succeed } from "./outcomes";
import { requireStatus, unexpectedState } from "./payment-intent-states";
import { cardBehaviour, createPaymentMethod, usePaymentMethod, type PaymentMethodInput } from "./payment-methods";
import { snapshot } from "./render";
import type { Decline } from "./test-cards";
import type { PaymentIntent, PaymentMethod } from "./types";

export type ConfirmInput = ActionInput & {
  payment_method?: string | undefined;
  payment_method_data?: PaymentMethodInput | undefined;
  off_session?: boolean | undefined;
  error_on_requires_action?: boolean | undefined;
  /** A test that stands for the customer needs no return address. */
  withoutReturnUrl?: boolean;
};

export function confirmPaymentIntent(context: Context, intent: PaymentIntent, input: ConfirmInput): PaymentIntent {
  requireStatus(context, intent, { doing: "confirm" });
  const method = chosenMethod(context, intent, input);
  requireAllowedType(intent, method);
  requireReturnUrl(intent, input);
  intent.payment_method = method.id;
  intent.next_action = null;
  intent.last_payment_error = null;
  switch (method.type) {
    case "card":
      return confirmCard(context, intent, method, input);
    case "bancontact":
      return askForAction(context, intent, { ...input, use_stripe_sdk: false });
    case "sepa_debit":
    case "us_bank_account":
      return startDebit(context, intent, method);
    default:
      method.type satisfies never;
      return intent;
  }
}

function chosenMethod(context: Context, intent: PaymentIntent, input: ConfirmInput): PaymentMethod {
  if (input.payment_method_data) return createPaymentMethod(context, input.payment_method_data);
  const id = input.payment_method ?? intent.payment_method;
  if (id) return usePaymentMethod(context, id);
  throw unexpectedState(
    context,
    intent,
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
  );
}

function requireAllowedType(intent: PaymentIntent, method: PaymentMethod): void {
  if (!intent.payment_method_types.includes(method.type))
    throw refused(
      "payment_intent_incompatible_payment_method",
      `The PaymentMethod provided (${method.type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${intent.payment_method_types.join(", ")}.`,
    );
}

function requireReturnUrl(intent: PaymentIntent, input: ConfirmInput): void {
  if (input.return_url || input.withoutReturnUrl) return;
  if (intent.automatic_payment_methods?.allow_redirects === "always")
    throw new StripeError(
      400,
      {
        type: "invalid_request_error",
        message:
          "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
      },
      { began: false },
    );
}

function confirmCard(
  context: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  input: ConfirmInput,
): PaymentIntent {
  const card = cardBehaviour(method);
  if (card.decline) return decline(context, intent, method, card.decline);
  if (card.authenticationUnavailable)
    return decline(context, intent, method, {
      code: "processing_error",
      declineCode: "processing_error",
      message: "An error occurred while processing your card. Try again in a little bit.",
    });
  if (card.authentication !== "required") return succeed(context, intent, method, false);
  if (input.off_session || input.error_on_requires_action)
    return decline(context, intent, method, {
      code: "authentication_required",
      declineCode: "authentication_required",
      message: "Your card was declined. This transaction requires authentication.",
    });
  return askForAction(context, intent, input);
}

function decline(context: Context, intent: PaymentIntent, method: PaymentMethod, why: Decline): never {
  const error = recordDecline(context, intent, method, why, false);
  throw new StripeError(
    402,
    { ...error, payment_intent: snapshot(context, intent) },
    { keepsWork: true, shouldRetry: false },
  );
}
