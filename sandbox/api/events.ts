import { z } from "zod";
import { invalidParameter } from "../core/stripe-error";
import { queueDeliveries, renderEvent } from "../deliveries/queue";
import { get, list } from "../objects/documents";
import type { Json } from "../objects/render";
import { boolean, ignored, onlyExpand, pageFields, read, text, texts } from "./params";
import { definedOnly, type ApiRequest } from "./request";

/** Stripe keeps events for thirty days. */
const KEPT_SECONDS = 30 * 24 * 3600;

export function retrieve(request: ApiRequest): Json {
  read(onlyExpand, request.form);
  const event = get(request.context, "event", request.id);
  // An event keeps the shape of its own moment: the version of the asker changes nothing.
  return renderEvent(event, event.api_version);
}

export function listAll(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      ...pageFields,
      type: text.optional(),
      types: texts.optional(),
      delivery_success: ignored,
      object_id: ignored,
    }),
    request.form,
  );
  const oldest = Math.floor(request.context.now().getTime() / 1000) - KEPT_SECONDS;
  const created = definedOnly(form.created ?? {});
  const found = list(request.context, "event", {
    limit: form.limit ?? 10,
    startingAfter: form.starting_after,
    endingBefore: form.ending_before,
    created: { ...created, gte: Math.max(oldest, created.gte ?? 0) },
    types: form.types ?? (form.type === undefined ? undefined : [form.type]),
  });
  return {
    object: "list",
    data: found.data.map((event) => renderEvent(event, event.api_version)),
    has_more: found.hasMore,
    url: "/v1/events",
  };
}

/** What `stripe events resend` asks for. */
export function retry(request: ApiRequest): Json {
  const form = read(
    z.looseObject({ webhook_endpoint: text.optional(), for_stripecli: boolean.optional() }),
    request.form,
  );
  const event = get(request.context, "event", request.id);
  if (form.for_stripecli) {
    request.context.listeners.hear({ event }, () => true);
    return renderEvent(event, event.api_version);
  }
  if (!form.webhook_endpoint)
    throw invalidParameter("parameter_missing", "webhook_endpoint", "Missing required param: webhook_endpoint.");
  const endpoint = get(request.context, "webhook_endpoint", form.webhook_endpoint, "webhook_endpoint");
  queueDeliveries(request.context, event, [endpoint]);
  return renderEvent(event, event.api_version);
}
