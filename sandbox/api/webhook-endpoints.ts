import { z } from "zod";
import { invalidParameter } from "../core/stripe-error";
import { get, remove, save } from "../objects/documents";
import { createEndpoint } from "../objects/webhook-endpoints";
import type { Json } from "../objects/render";
import {
  boolean,
  clearable,
  ignored,
  mergeMetadata,
  metadata,
  onlyExpand,
  pageFields,
  read,
  text,
  texts,
} from "./params";
import { answer, answerList, type ApiRequest } from "./request";

const url = text.refine((value) => URL.canParse(value) && /^https?:/.test(value), {
  message: "Invalid URL: An explicit scheme (such as https) must be provided.",
  params: { stripeCode: "url_invalid" },
});
const common = {
  description: clearable.optional(),
  metadata: metadata.optional(),
  expand: texts.optional(),
};

export function create(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      ...common,
      url,
      enabled_events: texts,
      api_version: text.optional(),
      connect: ignored,
    }),
    request.form,
  );
  if (form.enabled_events.length === 0)
    throw invalidParameter("parameter_missing", "enabled_events", "Missing required param: enabled_events.");
  const endpoint = createEndpoint(request.context, {
    url: form.url,
    enabledEvents: form.enabled_events,
    apiVersion: form.api_version ?? null,
    description: form.description ?? null,
    metadata: mergeMetadata({}, form.metadata),
  });
  // The secret is shown once, in the answer to the creation.
  return { ...answer(request, endpoint, form.expand), secret: endpoint._secret };
}

export function retrieve(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  return answer(request, get(request.context, "webhook_endpoint", request.id), form.expand);
}

export function update(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      ...common,
      url: url.optional(),
      enabled_events: texts.optional(),
      disabled: boolean.optional(),
    }),
    request.form,
  );
  const endpoint = get(request.context, "webhook_endpoint", request.id);
  endpoint.metadata = mergeMetadata(endpoint.metadata, form.metadata);
  if (form.url !== undefined) endpoint.url = form.url;
  if (form.enabled_events !== undefined) endpoint.enabled_events = form.enabled_events;
  if (form.description !== undefined) endpoint.description = form.description;
  if (form.disabled !== undefined) endpoint.status = form.disabled ? "disabled" : "enabled";
  return answer(request, save(request.context, endpoint), form.expand);
}

export function removeOne(request: ApiRequest): Json {
  const endpoint = get(request.context, "webhook_endpoint", request.id);
  remove(request.context, endpoint.id);
  request.context.store.run(
    `update deliveries set status = 'failed', next_attempt_at = null where endpoint_id = ? and status = 'pending'`,
    endpoint.id,
  );
  return { id: endpoint.id, object: "webhook_endpoint", deleted: true };
}

export function listAll(request: ApiRequest): Json {
  const form = read(z.strictObject(pageFields), request.form);
  return answerList(request, "webhook_endpoint", "/v1/webhook_endpoints", form);
}
