import { randomText } from "../core/ids";
import type { Context } from "../core/world";
import { get, save } from "./documents";
import { emit } from "./events";
import { failIntent, recordDecline, succeed } from "./outcomes";
import { unexpectedState } from "./payment-intent-states";
import { cardBehaviour } from "./payment-methods";
import type { PaymentIntent, PaymentMethod } from "./types";

export type ActionInput = {
  return_url?: string | undefined;
  /** Stripe.js shows the challenge itself; else the customer is sent to a page of the bank. */
  use_stripe_sdk?: boolean | undefined;
  /** Where the sandbox answers, for the address of the challenge page. */
  baseUrl: string;
};

export function askForAction(context: Context, intent: PaymentIntent, input: ActionInput): PaymentIntent {
  const address = `${input.baseUrl}/challenge/${intent.id}?key=${randomText(context.random, 20)}`;
  intent.status = "requires_action";
  intent.next_action =
    input.return_url && !input.use_stripe_sdk
      ? { type: "redirect_to_url", redirect_to_url: { return_url: input.return_url, url: address } }
      : {
          type: "use_stripe_sdk",
          use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: address },
        };
  save(context, intent);
  emit(context, "payment_intent.requires_action", intent);
  return intent;
}

/** The customer has answered the challenge: the bank says yes, or the payment needs another method. */
export function answerChallenge(context: Context, intent: PaymentIntent, answer: "succeed" | "fail"): PaymentIntent {
  if (intent.status !== "requires_action" || !intent.payment_method)
    throw unexpectedState(context, intent, `This PaymentIntent asks for no action: its status is ${intent.status}.`);
  const method = get(context, "payment_method", intent.payment_method);
  intent.next_action = null;
  if (answer === "fail") return failAuthentication(context, intent, method);
  const after = method.type === "card" ? cardBehaviour(method).declineAfterAuthentication : undefined;
  if (!after) return succeed(context, intent, method, true);
  // The customer answers at the bank's page, not through the API: the decline shows on the PaymentIntent alone.
  recordDecline(context, intent, method, after, true);
  return intent;
}

function failAuthentication(context: Context, intent: PaymentIntent, method: PaymentMethod): PaymentIntent {
  failIntent(context, intent, {
    type: "invalid_request_error",
    code: "payment_intent_authentication_failure",
    message:
      "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
    payment_method: method,
  });
  return intent;
}
