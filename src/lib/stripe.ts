import Stripe from "stripe";
import { z } from "zod";
import { config } from "./config";
import { crashPoint } from "./crash-point";
import { paymentProviderUnavailable } from "./errors";
import { log } from "./log";

/** Stripe's ids and words are plain ASCII. Anything else could not be asked for, nor kept: PostgreSQL's text and jsonb refuse it. */
const word = (most: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${most}}$`));
export const stripeId = word(255);
export const stripeWord = word(60);

/** What is only kept for people to read. */
export const stripeText = z.string().transform((text) => text.replaceAll(/[^\x20-\x7e]/g, "?"));

/** Far above what Stripe takes in any currency, and what the database's domain `cents` holds. */
const LARGEST_AMOUNT = 1_000_000_000_000;
export const stripeAmount = z.number().int().min(0).max(LARGEST_AMOUNT);

/** The id of a PaymentIntent, also where Stripe was asked to expand it. */
export const paymentIntentId = z.union([stripeId, z.object({ id: stripeId }).transform((intent) => intent.id)]);

/**
 * What all API versions since 2019 share of a PaymentIntent, and all that we read of it. Statuses that we do not know are
 * tolerated: they decide nothing.
 */
export const paymentIntentShape = z.object({
  id: stripeId,
  status: stripeWord.optional(),
  amount: stripeAmount,
  amount_received: stripeAmount.optional(),
  currency: stripeWord,
  livemode: z.boolean().optional(),
  created: z.number().optional(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  last_payment_error: z
    .object({ code: z.string().nullish(), decline_code: z.string().nullish(), message: z.string().nullish() })
    .nullish(),
});
export type PaymentIntentFacts = z.infer<typeof paymentIntentShape>;

export const refundShape = z.object({
  id: stripeId,
  amount: stripeAmount.min(1),
  currency: stripeWord,
  status: stripeWord.nullish(),
  payment_intent: paymentIntentId.nullish(),
  failure_reason: stripeText.nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  created: z.number().optional(),
});
export type RefundFacts = z.infer<typeof refundShape>;

/** Stripe could not answer; nothing is known about whether it did the work. Ask again with the same key. */
export class StripeUnavailable extends Error {
  override name = "StripeUnavailable";
}

/** Stripe broke down at this very request, and repeats that answer for its key for a day: only the list tells whether it did the work (S2). */
export class StripeBrokeDown extends StripeUnavailable {
  override name = "StripeBrokeDown";
}

/** Stripe knows no such object for our key: a mix-up of accounts or modes, never «unpaid» (S5). */
export class StripeObjectMissing extends Error {
  override name = "StripeObjectMissing";
}

/** Our key is refused (S6). Nothing follows for any order. */
export class StripeKeyRefused extends Error {
  override name = "StripeKeyRefused";
}

let client: { key: string; base: string; stripe: Stripe } | undefined;

/** Stripe's own SDK; with STRIPE_API_BASE it speaks to another origin. */
export function stripe(): Stripe {
  const { STRIPE_SECRET_KEY: key, STRIPE_API_BASE: base } = config();
  if (client?.key === key && client.base === (base?.origin ?? "")) return client.stripe;
  const made = new Stripe(key, {
    // Same idempotency key at each of the SDK's retries; a visitor is waiting, so few of them.
    maxNetworkRetries: 2,
    timeout: 10_000,
    telemetry: false,
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === "http:" ? "80" : "443"),
      protocol: base.protocol === "http:" ? "http" : "https",
    }),
  });
  client = { key, base: base?.origin ?? "", stripe: made };
  return made;
}

/** Sorts what the SDK throws into what callers must tell apart; anything else is a bug of ours and goes on as it is. */
async function ask<T>(what: string, call: () => Promise<T>): Promise<T> {
  await crashPoint("before-stripe-call");
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const facts = {
      what,
      type: error.type,
      code: error.code,
      statusCode: error.statusCode,
      requestId: error.requestId,
    };
    if (error.statusCode === 401 || error.statusCode === 403) {
      log.error(facts, "Stripe refuses our key");
      throw new StripeKeyRefused(what, { cause: error });
    }
    if (error.statusCode === 404) throw new StripeObjectMissing(what, { cause: error });
    // 409 without a code of its own is a lock or an idempotency key in use: the same question later is right (S1, S2).
    if (
      error.statusCode === undefined ||
      error.statusCode >= 500 ||
      error.statusCode === 429 ||
      error.statusCode === 409
    ) {
      log.warn(facts, "Stripe did not answer usefully");
      if (error.headers?.["idempotent-replayed"] === "true") throw new StripeBrokeDown(what, { cause: error });
      throw new StripeUnavailable(what, { cause: error });
    }
    log.error(facts, "Stripe refused a request");
    throw error;
  } finally {
    await crashPoint("after-stripe-call");
  }
}

export type NewPaymentIntent = {
  /** Our payment's id: the idempotency key. Stripe keeps it for 24 hours (see `findPaymentIntentOf` for later). */
  paymentId: string;
  /** 1, or one more for each key at which Stripe broke down without having made it. */
  attempt: number;
  /** Whole cents, after gift cards. */
  amountCents: number;
  currency: "eur";
  orderId: string;
  orderNumber: string;
  /** Which database the order is in: several may share one Stripe account. */
  installation: string;
  /** The cart session's public id. */
  sessionId?: string | undefined;
};

/**
 * Creates the PaymentIntent of a payment, or finds the one that an earlier call with the same key made. All parameters come
 * from the order's snapshot, so that a repeated call is the same call.
 * @throws StripeUnavailable, StripeKeyRefused; StripeInvalidRequestError when Stripe will never make it.
 */
export async function createPaymentIntent(intent: NewPaymentIntent): Promise<Stripe.PaymentIntent> {
  return ask("create PaymentIntent", () =>
    stripe().paymentIntents.create(
      {
        amount: intent.amountCents,
        currency: intent.currency,
        automatic_payment_methods: { enabled: true },
        metadata: {
          orderId: intent.orderId,
          orderNumber: intent.orderNumber,
          ...(intent.sessionId !== undefined && { sessionId: intent.sessionId }),
          installation: intent.installation,
        },
      },
      { idempotencyKey: intent.attempt === 1 ? intent.paymentId : `${intent.paymentId}:${intent.attempt}` },
    ),
  );
}

export const retrievePaymentIntent = (id: string): Promise<Stripe.PaymentIntent> =>
  ask("retrieve PaymentIntent", () => stripe().paymentIntents.retrieve(id));

/**
 * Cancels, and answers with the PaymentIntent as it is afterwards: `canceled`, or what was faster (`succeeded`, `processing`).
 * Asked twice, the second call finds it canceled.
 */
export async function cancelPaymentIntent(id: string): Promise<Stripe.PaymentIntent> {
  return ask("cancel PaymentIntent", async () => {
    try {
      return await stripe().paymentIntents.cancel(id);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError && error.code === "payment_intent_unexpected_state")
        return stripe().paymentIntents.retrieve(id);
      throw error;
    }
  });
}

/** A page of our PaymentIntents, newest first. Listing is complete at once; Stripe's search lags behind. */
export async function listPaymentIntents(page: {
  createdFrom: Date;
  createdTo?: Date;
  after?: string | undefined;
}): Promise<{ intents: Stripe.PaymentIntent[]; more: boolean }> {
  const list = await ask("list PaymentIntents", () =>
    stripe().paymentIntents.list({
      created: {
        gte: Math.floor(page.createdFrom.getTime() / 1000),
        ...(page.createdTo && { lte: Math.ceil(page.createdTo.getTime() / 1000) }),
      },
      limit: 100,
      ...(page.after !== undefined && { starting_after: page.after }),
    }),
  );
  return { intents: list.data, more: list.has_more };
}

/**
 * The PaymentIntent made for an order of ours whose answer was lost longer ago than Stripe remembers idempotency keys (S4): the
 * oldest of what it was asked for. Others with the same metadata were made by hand.
 */
export async function findPaymentIntentOf(order: {
  orderId: string;
  installation: string;
  amountCents: number;
  currency: string;
  createdFrom: Date;
  createdTo: Date;
}): Promise<Stripe.PaymentIntent | null> {
  let oldest: Stripe.PaymentIntent | null = null;
  for (let after: string | undefined; ;) {
    const { intents, more } = await listPaymentIntents({
      createdFrom: order.createdFrom,
      createdTo: order.createdTo,
      after,
    });
    oldest =
      intents.findLast(
        (intent) =>
          intent.metadata["orderId"] === order.orderId &&
          intent.metadata["installation"] === order.installation &&
          intent.amount === order.amountCents &&
          intent.currency === order.currency,
      ) ?? oldest;
    after = intents.at(-1)?.id;
    if (!more || after === undefined) return oldest;
  }
}

/** Gives money back. The refund's own id is the idempotency key, and goes into its metadata so that an event finds it. */
export async function createRefund(refund: {
  refundId: string;
  paymentIntentId: string;
  amountCents: number;
  orderId: string;
  installation: string;
}): Promise<Stripe.Refund> {
  return ask("create refund", () =>
    stripe().refunds.create(
      {
        payment_intent: refund.paymentIntentId,
        amount: refund.amountCents,
        metadata: { refundId: refund.refundId, orderId: refund.orderId, installation: refund.installation },
      },
      { idempotencyKey: refund.refundId },
    ),
  );
}

/** Every refund of a PaymentIntent. `amount_refunded` on a charge is cumulative: only the refunds themselves can be counted (Y8). */
export async function listRefunds(paymentIntentId: string): Promise<Stripe.Refund[]> {
  return ask("list refunds", () =>
    stripe().refunds.list({ payment_intent: paymentIntentId, limit: 100 }).autoPagingToArray({ limit: 1_000 }),
  );
}

/** Refunds made since, newest first, one page. */
export async function listRecentRefunds(page: {
  createdFrom: Date;
  after?: string | undefined;
}): Promise<{ refunds: Stripe.Refund[]; more: boolean }> {
  const list = await ask("list refunds", () =>
    stripe().refunds.list({
      created: { gte: Math.floor(page.createdFrom.getTime() / 1000) },
      limit: 100,
      ...(page.after !== undefined && { starting_after: page.after }),
    }),
  );
  return { refunds: list.data, more: list.has_more };
}

/** Whether any of the configured secrets signed exactly these bytes, recently enough. Constant-time in the SDK. */
export function isSignedByStripe(body: string | Uint8Array, header: string, nowMs: number): "yes" | "no" | "stale" {
  const { STRIPE_WEBHOOK_SECRET: secrets, WEBHOOK_TOLERANCE_SECONDS: tolerance } = config();
  const { signature } = stripe().webhooks;
  // The SDK declares it nullable; without it nothing can be called signed.
  if (!signature) throw new Error("the Stripe SDK has no signature helper");
  if (hasEmptySignature(header)) return "no";
  let stale = false;
  for (const secret of secrets) {
    try {
      signature.verifyHeader(body, header, secret, tolerance, undefined, nowMs);
      return "yes";
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      stale ||= error.message.includes("tolerance");
    }
  }
  return stale ? "stale" : "no";
}

/** At an empty one the SDK fails as at a mistake of its caller, and a forger would be answered 500. */
function hasEmptySignature(header: string): boolean {
  return header.split(",").some((part) => {
    const [scheme, value] = part.split("=");
    return scheme === "v1" && !value;
  });
}

/** For a visitor who waits: what we know of Stripe's trouble as a refusal that says what to do. */
export function asRefusal(error: unknown): unknown {
  return error instanceof StripeUnavailable || error instanceof StripeKeyRefused || error instanceof StripeObjectMissing
    ? Object.assign(paymentProviderUnavailable(), { cause: error })
    : error;
}

/** Stripe said no for good, such as an amount below its minimum: the object was not and will not be made. */
export const isRefusedByStripe = (error: unknown): boolean => error instanceof Stripe.errors.StripeInvalidRequestError;
