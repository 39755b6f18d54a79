import { z } from "zod";
import { newId } from "../core/ids";
import { seconds } from "../core/world";
import { get, insert, save } from "../objects/documents";
import { emit } from "../objects/events";
import type { Json } from "../objects/render";
import type { Customer } from "../objects/types";
import { clearable, ignored, mergeMetadata, metadata, onlyExpand, pageFields, read, text, texts } from "./params";
import { answer, answerList, type ApiRequest } from "./request";
import { readSearch, search } from "./search";

const address = z.union([z.literal("").transform(() => null), z.record(z.string(), clearable)]);

const content = {
  address: address.optional(),
  description: clearable.optional(),
  email: clearable.optional(),
  metadata: metadata.optional(),
  name: clearable.optional(),
  phone: clearable.optional(),
  preferred_locales: texts.optional(),
  shipping: ignored,
  expand: texts.optional(),
  balance: ignored,
  coupon: ignored,
  invoice_prefix: ignored,
  invoice_settings: ignored,
  next_invoice_sequence: ignored,
  payment_method: ignored,
  source: ignored,
  tax: ignored,
  tax_exempt: ignored,
  tax_id_data: ignored,
  test_clock: ignored,
};

export function create(request: ApiRequest): Json {
  const form = read(z.strictObject(content), request.form);
  const { context } = request;
  const id = newId(context.random, "cus");
  const customer = insert(context, {
    id,
    object: "customer",
    address: form.address ?? null,
    balance: 0,
    created: seconds(context),
    currency: null,
    default_source: null,
    delinquent: false,
    description: form.description ?? null,
    discount: null,
    email: form.email ?? null,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: mergeMetadata({}, form.metadata),
    name: form.name ?? null,
    phone: form.phone ?? null,
    preferred_locales: form.preferred_locales ?? [],
    shipping: form.shipping ?? null,
    tax_exempt: "none",
  } satisfies Customer);
  emit(context, "customer.created", customer);
  return answer(request, customer, form.expand);
}

export function retrieve(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  return answer(request, get(request.context, "customer", request.id), form.expand);
}

export function update(request: ApiRequest): Json {
  const form = read(z.strictObject({ ...content, default_source: ignored }), request.form);
  const customer = get(request.context, "customer", request.id);
  const { metadata: change, expand: _expand, ...fields } = form;
  const previous: Json = {};
  for (const key of ["address", "description", "email", "name", "phone", "shipping"] as const) {
    if (fields[key] === undefined) continue;
    previous[key] = customer[key];
    Object.assign(customer, { [key]: fields[key] });
  }
  if (change !== undefined) previous["metadata"] = customer.metadata;
  customer.metadata = mergeMetadata(customer.metadata, change);
  save(request.context, customer);
  emit(request.context, "customer.updated", customer, previous);
  return answer(request, customer, form.expand);
}

export function removeOne(request: ApiRequest): Json {
  const customer = get(request.context, "customer", request.id);
  emit(request.context, "customer.deleted", customer);
  customer._deleted = true;
  save(request.context, customer);
  return { id: customer.id, object: "customer", deleted: true };
}

export function listAll(request: ApiRequest): Json {
  const form = read(z.strictObject({ ...pageFields, email: text.optional(), test_clock: ignored }), request.form);
  return answerList(request, "customer", "/v1/customers", form);
}

export function searchAll(request: ApiRequest): Json {
  return search(request, "customer", "/v1/customers/search", readSearch(request.form));
}
