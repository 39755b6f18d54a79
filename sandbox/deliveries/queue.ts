import type { World } from "../core/world";
import { list } from "../objects/documents";
import { isObject, render } from "../objects/render";
import type { StripeEvent, WebhookEndpoint } from "../objects/types";
import { shapeDelivery } from "./shape";

export type Delivery = {
  id: number;
  event_id: string;
  endpoint_id: string;
  body: string;
  status: "pending" | "delivered" | "failed" | "dropped";
  tries: number;
  next_attempt_at: number | null;
  copies: number;
  parallel: number;
  corrupt: "body" | "signature" | null;
};

/** More endpoints than this on one account is a mistake; Stripe allows 16. */
const MAX_ENDPOINTS = 16;

export function listeningEndpoints(world: World, type: string): WebhookEndpoint[] {
  return list(world, "webhook_endpoint", { limit: MAX_ENDPOINTS })
    .data.filter((endpoint) => endpoint.status === "enabled" && listensTo(endpoint, type))
    .toReversed();
}

function listensTo(endpoint: WebhookEndpoint, type: string): boolean {
  return endpoint.enabled_events.some((wanted) => wanted === "*" || wanted === type);
}

/** Writes the deliveries of an event in the transaction that made the event. */
export function queueDeliveries(world: World, event: StripeEvent, endpoints: readonly WebhookEndpoint[]): void {
  for (const endpoint of endpoints) {
    const shape = shapeDelivery(world, event.type);
    world.store.run(
      `insert into deliveries (event_id, endpoint_id, body, status, next_attempt_at, copies, parallel, corrupt)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
      event.id,
      endpoint.id,
      bodyFor(event, endpoint),
      shape.drop ? "dropped" : "pending",
      shape.drop ? null : world.now().getTime() + shape.delayMs,
      shape.copies,
      shape.parallel ? 1 : 0,
      shape.corrupt,
    );
  }
}

/** Stripe writes its JSON indented by two spaces; the signature is over these very bytes. */
export function bodyFor(event: StripeEvent, endpoint: Pick<WebhookEndpoint, "api_version">): string {
  return JSON.stringify(renderEvent(event, endpoint.api_version ?? event.api_version), null, 2);
}

export function renderEvent(event: StripeEvent, version: string): Record<string, unknown> {
  if (event._raw) {
    const { _raw, ...given } = event;
    return given;
  }
  const previous = event.data.previous_attributes;
  return {
    ...render({ ...event, data: null }, version),
    api_version: version,
    data: {
      object: render(event.data.object, version),
      ...(isObject(previous) ? { previous_attributes: previous } : {}),
    },
  };
}
