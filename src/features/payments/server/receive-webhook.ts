import { Refusal, databaseUnavailable, paymentProviderUnavailable } from "@/lib/errors";
import { now } from "@/lib/clock";
import { crashPoint } from "@/lib/crash-point";
import { log } from "@/lib/log";
import { countEvent, observeEventLag } from "@/lib/metrics";
import { StripeKeyRefused, StripeUnavailable, isSignedByStripe } from "@/lib/stripe";
import { isDatabaseUnavailable } from "@/db/transaction";
import type { Applied } from "./news";
import { parkFailedEvent } from "./park-failed-event";
import { processEvent } from "./process-event";
import { createdAtOf, readStripeEvent, type StripeEvent } from "./stripe-event";

/** More than any signature header with several secrets in rotation needs (M8). */
const MOST_HEADER_CHARS = 2_048;

const badSignature = () =>
  new Refusal("invalid_signature", 400, {
    fr: "La signature de cet événement n’est pas valable.",
    en: "This event's signature is not valid.",
  });
const unreadable = () =>
  new Refusal("unreadable", 400, { fr: "Cet événement est illisible.", en: "This event cannot be read." });

/**
 * Verify → claim → apply → answer. Whatever is thrown is no 2xx, so Stripe delivers again; what failed after its verification
 * is kept for our own retries as well.
 * @throws Refusal `invalid_signature`, `unreadable` (nothing written), `database_unavailable`, `payment_provider_unavailable`.
 */
export async function receiveWebhook(rawBody: Buffer, signature: string | null): Promise<Pick<Applied, "outcome">> {
  const event = verify(rawBody, signature);
  if (event === null) {
    countEvent("ignored");
    return { outcome: "ignored" };
  }
  try {
    const { outcome, effect, orderId } = await processEvent(event, rawBody, "WEBHOOK");
    await crashPoint("after-commit-before-answer");
    countEvent(outcome);
    const createdAt = createdAtOf(event);
    if (outcome === "processed" && createdAt) observeEventLag((now().getTime() - createdAt.getTime()) / 1000);
    log.info({ eventId: event.id, type: event.type, outcome, effect, orderId }, "webhook");
    return { outcome };
  } catch (error) {
    log.error({ error, eventId: event.id, type: event.type }, "an event could not be processed");
    await crashPoint("before-event-parked");
    // Where not even that works, Stripe's own retries remain; the answer says what went wrong first.
    const done = await parkFailedEvent(event, rawBody, error).catch((parking: unknown) => {
      log.error({ error: parking, eventId: event.id }, "an event could not be parked");
      return "unknown" as const;
    });
    // What failed was the answer to a COMMIT, or another copy was faster.
    countEvent(done === "processed-after-all" ? "duplicate" : "failed");
    if (done === "processed-after-all") return { outcome: "duplicate" };
    if (error instanceof StripeUnavailable || error instanceof StripeKeyRefused)
      throw Object.assign(paymentProviderUnavailable(), { cause: error });
    if (isDatabaseUnavailable(error)) throw Object.assign(databaseUnavailable(), { cause: error });
    throw error;
  }
}

/** Null for a thin event: verified, but nothing that we subscribe to. */
function verify(rawBody: Buffer, signature: string | null): StripeEvent | null {
  // Two headers arrive joined by a comma; Stripe sends one, with one time.
  const times = signature?.split(",").filter((part) => part.trim().startsWith("t=")).length;
  if (signature === null || signature.length > MOST_HEADER_CHARS || times !== 1 || rawBody.length === 0)
    throw refuse("no");
  const signed = isSignedByStripe(rawBody, signature, now().getTime());
  if (signed !== "yes") throw refuse(signed);

  const read = readStripeEvent(rawBody.toString("utf8"));
  if (read.kind === "unreadable") {
    countEvent("unreadable");
    throw unreadable();
  }
  return read.kind === "thin" ? null : read.event;
}

/** One answer for every reason: it tells a forger nothing (M16). The metric tells us: many stale ones mean that a clock is wrong (T1). */
function refuse(why: "no" | "stale"): Refusal {
  countEvent(why === "stale" ? "signature_stale" : "signature_invalid");
  return badSignature();
}
