import { LISTENED_EVENTS } from "@/features/payments/server/listened-events";
import { addMs, now } from "@/lib/clock";
import { config } from "@/lib/config";
import type { StripeEvent } from "../../../sandbox/objects/types";
import { NOTHING, type Outcome } from "./outcome";
import { pick } from "./pick";
import type { Act } from "./story";
import { handToWebhook, type World } from "./world";

/** All that Stripe has to tell and that we have not said yes to, each kind oldest first. */
export const untold = (world: World) => {
  const events = world.stripe.events().filter((event) => !world.told.has(event.id));
  // What we listen to first: the others are many, and only answered.
  return events.toSorted(
    (a, b) => Number(Object.hasOwn(LISTENED_EVENTS, b.type)) - Number(Object.hasOwn(LISTENED_EVENTS, a.type)),
  );
};

/**
 * This event never comes. Not one about an order that was closed without Stripe: of a PaymentIntent that is older than the daily
 * reading goes back, and whose payment counts as cancelled, only its event can tell.
 */
export function getsLost(world: World, event: StripeEvent): void {
  const { metadata } = event.data.object;
  const orderId: unknown =
    typeof metadata === "object" && metadata !== null ? Reflect.get(metadata, "orderId") : undefined;
  if (typeof orderId !== "string" || !world.closedByHand.has(orderId)) {
    world.told.add(event.id);
    world.lost.add(event.id);
  }
}

/** Which event this is about, as things are now. */
export const eventToDeliver = (
  world: World,
  { how, nth }: Extract<Act, { kind: "deliver" }>,
): StripeEvent | undefined => pick(how === "again" ? world.stripe.events() : untold(world), nth);

/** Made ready now, handed over when its turn comes: what Stripe sends is as old as that by then. */
export function deliver(world: World, act: Extract<Act, { kind: "deliver" }>): () => Promise<Outcome> {
  const event = eventToDeliver(world, act);
  if (event === undefined) return () => Promise.resolve(NOTHING);
  if (act.how === "never") {
    getsLost(world, event);
    return () => Promise.resolve(NOTHING);
  }
  const { request, damaged } = requestOf(world, event.id, act.how);
  return async () => {
    const response = await handToWebhook(request);
    const body: { outcome?: string; code?: string } = JSON.parse(await response.text());
    if (response.ok) {
      world.told.add(event.id);
      world.lost.delete(event.id);
    }
    return { kind: "webhook", eventId: event.id, status: response.status, outcome: body.outcome ?? body.code, damaged };
  };
}

/** As Stripe sends it, or as it must not be believed: other bytes than were signed, or signed too long ago. */
function requestOf(world: World, eventId: string, how: string): { request: Request; damaged: boolean } {
  const request = world.stripe.deliveryRequest(eventId);
  if (how !== "corrupt" && how !== "old signature") return { request, damaged: false };
  const body = world.stripe.eventBody(eventId);
  const [secret = ""] = config().STRIPE_WEBHOOK_SECRET;
  const at = how === "old signature" ? addMs(now(), -400_000) : now();
  const sent = how === "corrupt" ? body.replace('"livemode"', '"livemodE"') : body;
  return {
    damaged: true,
    request: new Request(request.url, {
      method: "POST",
      body: sent,
      headers: { "content-type": "application/json", "stripe-signature": world.stripe.sign(body, secret, at) },
    }),
  };
}
