import { newId } from "../core/ids";
import { seconds, type Context } from "../core/world";
import { listeningEndpoints, queueDeliveries } from "../deliveries/queue";
import { find, insert } from "./documents";
import { snapshot } from "./render";
import type { StripeEvent, StripeObject } from "./types";

/** Records what happened to an object and queues its deliveries, in the transaction of the change itself. */
export function emit(
  context: Context,
  type: string,
  doc: StripeObject,
  previous?: Record<string, unknown>,
): StripeEvent {
  const endpoints = listeningEndpoints(context, type);
  const event = insert(context, {
    id: newId(context.random, "evt"),
    object: "event",
    api_version: context.settings.apiVersion,
    created: seconds(context),
    data: {
      object: snapshot(context, doc),
      ...(previous ? { previous_attributes: previous } : {}),
    },
    livemode: false,
    pending_webhooks: endpoints.length,
    request: { id: context.cause.requestId, idempotency_key: context.cause.idempotencyKey },
    type,
  });
  queueDeliveries(context, event, endpoints);
  context.listeners.hear({ event }, () => find(context, "event", event.id) !== undefined);
  return event;
}
