import { db } from "@/db/client";
import { databaseErrorCode, violatedConstraint } from "@/db/transaction";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addMs, now } from "@/lib/clock";
import { config } from "@/lib/config";
import { isEventProcessed, upsertParkedEvent } from "./queries";
import type { StripeEvent } from "./stripe-event";

/**
 * Keeps an event whose processing failed, with its bytes, for our own retries; Stripe delivers it again too, and whoever is
 * first does it. An error does not prove that nothing was committed (K4): what is processed is not parked.
 * Throws when the database cannot tell or keep it: then only Stripe's retry remains.
 */
export async function parkFailedEvent(
  event: StripeEvent,
  rawBody: Buffer,
  error: unknown,
): Promise<"parked" | "processed-after-all"> {
  if (await isEventProcessed(event.id)) return "processed-after-all";
  const at = now();
  await upsertParkedEvent(
    db(),
    {
      id: event.id,
      type: event.type,
      rawBody,
      status: "WAITING",
      attempts: 1,
      notBefore: addMs(at, config().EVENT_RETRY_SECONDS * 1000),
      lastError: nameOf(error),
    },
    at,
  );
  await raiseAlert(
    db(),
    {
      kind: "event_parked",
      dedupeKey: `event-parked:${event.id}`,
      details: { eventId: event.id, type: event.type, error: nameOf(error) },
    },
    at,
  );
  return "parked";
}

/** The kind of the error and its code. Not its message: databases and SDKs quote data in theirs. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = databaseErrorCode(error);
  const constraint = violatedConstraint(error);
  return [...new Set([error.name, cause.name, code, constraint].filter((part) => part !== undefined))]
    .join(" / ")
    .slice(0, 300);
}
