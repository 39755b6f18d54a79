/**
 * Stands in for Stripe.js: defines `window.Stripe`. What a customer types stays in the sandbox's own frame; this script
 * lives in the shop's page and learns only what Stripe.js would tell it.
 *
 * No inline style attribute and no evaluated text: it works under a policy that allows this origin's scripts and frames.
 */
import { Elements, PaymentElement } from "./stripe-elements.js";
import { Frame, IntegrationError, showChallenge, styled } from "./stripe-frames.js";

/** The release that `@stripe/stripe-js` expects; another one makes it warn. */
const VERSION = "endive";

/** What the customer's way back to the shop says: https://docs.stripe.com/payments/accept-a-payment. */
function goBack(returnUrl, intent) {
  const url = new URL(returnUrl);
  url.searchParams.set("payment_intent", intent.id);
  url.searchParams.set("payment_intent_client_secret", intent.client_secret);
  url.searchParams.set("redirect_status", intent.status === "processing" ? "pending" : "succeeded");
  location.assign(url.href);
  // The page is about to go: nothing after the call may run.
  return new Promise(() => {});
}

class StripeStandIn {
  constructor(key, options) {
    this.key = key;
    this.options = options ?? {};
    this.controller = null;
  }

  /** Asks the API from a frame of its origin, so that the shop's policy need not allow calls there. */
  ask(name, argument) {
    if (!this.controller) {
      this.controller = new Frame("/js/controller", { key: this.key });
      this.controller.element.title = "Stripe sandbox";
      this.controller.element.setAttribute("aria-hidden", "true");
      this.controller.element.tabIndex = -1;
      styled(this.controller.element, {
        position: "absolute",
        width: "1px",
        height: "1px",
        border: "0",
        visibility: "hidden",
      });
      document.body.append(this.controller.element);
    }
    return this.controller.call(name, argument);
  }

  elements(options) {
    return new Elements(this, options);
  }

  retrievePaymentIntent(clientSecret) {
    return this.ask("retrieve", { clientSecret });
  }

  async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = "always" }) {
    const secret = clientSecret ?? elements?.options.clientSecret;
    if (!secret) throw new IntegrationError("confirmPayment() needs the clientSecret of a PaymentIntent.");
    if (redirect !== "if_required" && !confirmParams.return_url)
      throw new IntegrationError("stripe.confirmPayment(): you must provide `confirmParams.return_url`.");
    const argument = JSON.parse(JSON.stringify({ clientSecret: secret, confirmParams }));
    const result = await (elements?.element
      ? elements.element.ask("confirm", argument)
      : this.ask("confirm", argument));
    return this.finish(result, {
      returnUrl: confirmParams.return_url,
      redirect,
      locale: elements?.locale,
    });
  }

  async confirmCardPayment(clientSecret, data = {}, options = {}) {
    const confirmParams = JSON.parse(JSON.stringify(data));
    const result = await this.ask("confirm", { clientSecret, confirmParams });
    if (options.handleActions === false) return result;
    return this.finish(result, { redirect: "if_required" });
  }

  async handleNextAction({ clientSecret }) {
    return this.finish(await this.ask("retrieve", { clientSecret }), { redirect: "if_required" });
  }
  handleCardAction(clientSecret) {
    return this.handleNextAction({ clientSecret });
  }

  /** Leads the customer through what the bank still wants, and answers as Stripe.js does. */
  async finish(result, { returnUrl, redirect, locale }) {
    if (result.error) return { error: result.error };
    let intent = result.paymentIntent;
    const action = intent.status === "requires_action" ? intent.next_action : null;
    if (action?.type === "redirect_to_url") {
      location.assign(action.redirect_to_url.url);
      return new Promise(() => {});
    }
    if (action) {
      await showChallenge(action.use_stripe_sdk.stripe_js, locale ?? new Elements(this).locale);
      const after = await this.ask("retrieve", { clientSecret: intent.client_secret });
      if (after.error) return after;
      intent = after.paymentIntent;
      if (intent.last_payment_error && intent.status === "requires_payment_method")
        return {
          error: {
            ...(await this.ask("translate", { error: intent.last_payment_error, locale })),
            payment_intent: intent,
          },
        };
    }
    return redirect === "if_required" || !returnUrl ? { paymentIntent: intent } : goBack(returnUrl, intent);
  }

  async createPaymentMethod({ elements, element } = {}) {
    const held = elements?.element ?? (element instanceof PaymentElement ? element : null);
    if (!held) throw new IntegrationError("The sandbox creates a PaymentMethod from a mounted Payment Element only.");
    return held.ask("createPaymentMethod");
  }
  async createToken() {
    return {
      error: {
        type: "invalid_request_error",
        message: "The sandbox makes no tokens: use the Payment Element.",
      },
    };
  }

  registerAppInfo() {}
  _registerWrapper() {}
}

function Stripe(key, options) {
  if (typeof key !== "string" || !/^pk_test_\w+$/.test(key))
    throw new IntegrationError(
      "Please call Stripe() with your publishable key. The sandbox takes keys that begin with pk_test_.",
    );
  return new StripeStandIn(key, options);
}
Stripe.version = VERSION;
window.Stripe = Stripe;
