import { StripeError } from "../../../sandbox/core/stripe-error";
import { NOTHING, type Outcome } from "./outcome";
import { pick } from "./pick";
import type { Act, PaymentMethod } from "./story";
import type { World } from "./world";

const STRIPE_TOKENS: Record<PaymentMethod, string> = {
  card: "pm_card_visa",
  declined: "pm_card_visa_chargeDeclined",
  challenged: "pm_card_threeDSecureRequired",
  "bank debit": "pm_sepaDebit_success",
  "bank debit that fails": "pm_sepaDebit_fail",
};

type AtStripe = Extract<
  Act,
  {
    kind:
      | "pay"
      | "challenge"
      | "bank"
      | "stripe-refund"
      | "stripe-refund-fails"
      | "stripe-cancel"
      | "stripe-dispute"
      | "stripe-dispute-ends"
      | "second-intent";
  }
>;

/** Stripe refuses what makes no sense, such as paying what is cancelled; then nothing happens. */
export function atStripe(world: World, act: AtStripe): () => Promise<Outcome> {
  const { stripe } = world;
  switch (act.kind) {
    case "pay":
    case "challenge": {
      const paid = pick(world.visitors, act.visitor)?.orders.filter((order) => order.paymentIntentId !== null) ?? [];
      const id = paid.at(-1 - (act.kind === "pay" ? act.earlier % Math.max(1, paid.length) : 0))?.paymentIntentId;
      if (!id) return outside(() => undefined);
      if (act.kind === "challenge") return outside(() => stripe.completeChallenge(id, act.answer));
      return outside(() => stripe.confirm(id, { paymentMethod: STRIPE_TOKENS[act.with] }));
    }
    case "bank":
      return outside(() => {
        const waiting = pick(
          stripe.paymentIntents().filter((one) => one.status === "processing"),
          act.nth,
        );
        if (waiting) stripe.settle(waiting.id, act.outcome);
      });
    case "stripe-refund":
      return outside(() => {
        const intent = pick(succeeded(world), act.nth);
        if (intent) stripe.refund(intent.id, { amount: Math.max(1, Math.floor((intent.amount * act.share) / 100)) });
      });
    case "stripe-refund-fails":
      return outside(() => {
        const refund = pick(stripe.refunds(), act.nth);
        if (refund) stripe.failRefund(refund.id);
      });
    case "stripe-cancel":
      return outside(() => {
        const open = stripe.paymentIntents().filter((one) => one.status.startsWith("requires_"));
        const intent = pick(open, act.nth);
        if (intent) stripe.cancel(intent.id, "requested_by_customer");
      });
    case "stripe-dispute":
      return outside(() => {
        const intent = pick(succeeded(world), act.nth);
        if (intent) stripe.dispute(intent.id, { inquiry: act.nth % 2 === 1 });
      });
    case "second-intent":
      return outside(() => {
        const first = pick(stripe.paymentIntents(), act.nth);
        if (!first) return;
        const { metadata, amount, currency } = first;
        const second = stripe.create({ amount: amount + act.moreCents, currency, metadata });
        stripe.confirm(second.id);
      });
    case "stripe-dispute-ends":
      return outside(() => {
        const dispute = pick(stripe.disputes(), act.nth);
        if (dispute) stripe.closeDispute(dispute.id, act.outcome);
      });
    default:
      return act satisfies never;
  }
}

const succeeded = ({ stripe }: World) => stripe.paymentIntents().filter((one) => one.status === "succeeded");

export function outside(run: () => unknown): () => Promise<Outcome> {
  return async () => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
    }
    return NOTHING;
  };
}
