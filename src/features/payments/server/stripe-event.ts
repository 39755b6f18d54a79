import { z } from "zod";
import { stripeId, stripeText } from "@/lib/stripe";

/** What it holds is read by whoever handles its type; copying its sixty names here would cost as much as verifying the signature. */
const object = z.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

/** The envelope that all API versions share. */
const stripeEvent = z.object({
  id: stripeId,
  type: stripeId,
  livemode: z.boolean(),
  created: z.number().int().optional(),
  api_version: stripeText.nullish(),
  data: z.object({ object }),
});
const thinEvent = z.object({ object: z.literal("v2.core.event") });
export type StripeEvent = z.infer<typeof stripeEvent>;

export type ReadEvent = { kind: "event"; event: StripeEvent } | { kind: "thin" } | { kind: "unreadable" };

/** Reads a verified body. A thin event (v2) carries no object: we do not subscribe to any. */
export function readStripeEvent(body: string): ReadEvent {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { kind: "unreadable" };
  }
  if (thinEvent.safeParse(json).success) return { kind: "thin" };
  const read = stripeEvent.safeParse(json);
  return read.success ? { kind: "event", event: read.data } : { kind: "unreadable" };
}

/** When Stripe made it, for the record and the lag only: two events of one second have no order (O12). */
export const createdAtOf = (event: StripeEvent): Date | null =>
  event.created === undefined || Math.abs(event.created) > 8e9 ? null : new Date(event.created * 1000);
