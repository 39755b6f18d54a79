import { z } from "zod";
import { invalidParameter } from "../core/stripe-error";
import { get } from "../objects/documents";
import { capturePaymentIntent } from "../objects/capture";
import { confirmPaymentIntent } from "../objects/confirm";
import { cancelPaymentIntent, createPaymentIntent, updatePaymentIntent } from "../objects/payment-intents";
import { renderForBrowser, type Json } from "../objects/render";
import type { PaymentIntent } from "../objects/types";
import {
  boolean,
  clearable,
  currency,
  ignored,
  integer,
  mergeMetadata,
  metadata,
  pageFields,
  positive,
  read,
  text,
  texts,
} from "./params";
import { createPaymentMethod } from "../objects/payment-methods";
import { paymentMethodFields, toMethodInput } from "./payment-methods";
import { answer, answerList, type ApiRequest } from "./request";
import { search, searchFields } from "./search";

const methodData = z.looseObject(paymentMethodFields);

const content = {
  automatic_payment_methods: z
    .strictObject({ enabled: boolean, allow_redirects: z.enum(["always", "never"]).optional() })
    .optional(),
  capture_method: z.enum(["automatic", "automatic_async", "manual"]).optional(),
  customer: clearable.optional(),
  description: clearable.optional(),
  metadata: metadata.optional(),
  payment_method: clearable.optional(),
  payment_method_data: methodData.optional(),
  payment_method_options: z.record(z.string(), z.unknown()).optional(),
  payment_method_types: texts.optional(),
  receipt_email: clearable.optional(),
  setup_future_usage: clearable.optional(),
  shipping: z.union([z.literal("").transform(() => null), z.record(z.string(), z.unknown())]).optional(),
  statement_descriptor: clearable.optional(),
  statement_descriptor_suffix: clearable.optional(),
  transfer_group: clearable.optional(),
  expand: texts.optional(),
  allowed_payment_method_types: ignored,
  amount_details: ignored,
  application_fee_amount: ignored,
  customer_account: ignored,
  excluded_payment_method_types: ignored,
  fx_quote: ignored,
  hooks: ignored,
  mandate: ignored,
  mandate_data: ignored,
  on_behalf_of: ignored,
  payment_details: ignored,
  payment_method_configuration: ignored,
  radar_options: ignored,
  transfer_data: ignored,
};

const confirming = {
  return_url: text.optional(),
  use_stripe_sdk: boolean.optional(),
  off_session: z.union([boolean, z.enum(["one_off", "recurring"]).transform(() => true)]).optional(),
  error_on_requires_action: boolean.optional(),
  confirmation_token: ignored,
};

const createSchema = z.strictObject({
  ...content,
  ...confirming,
  amount: positive,
  currency,
  confirm: boolean.optional(),
  confirmation_method: z.enum(["automatic", "manual"]).optional(),
});

const updateSchema = z.strictObject({
  ...content,
  amount: positive.optional(),
  currency: currency.optional(),
});

const confirmSchema = z.strictObject({
  ...content,
  ...confirming,
  amount_to_confirm: ignored,
  client_secret: text.optional(),
  expected_payment_method_type: ignored,
  key: ignored,
});

export function create(request: ApiRequest): Json {
  const form = read(createSchema, request.form);
  if (!form.confirm && form.return_url !== undefined)
    throw invalidParameter(
      "parameter_unknown",
      "return_url",
      "You may only specify `return_url` when confirming: pass `confirm=true`.",
    );
  const { context } = request;
  const intent = createPaymentIntent(context, { ...form, metadata: mergeMetadata({}, form.metadata) }, request.version);
  if (form.confirm) confirm(request, intent, form);
  else if (form.payment_method_data) attachData(request, intent, form.payment_method_data);
  return answer(request, intent, form.expand);
}

export function retrieve(request: ApiRequest): Json {
  const form = read(
    z.strictObject({ client_secret: text.optional(), expand: texts.optional(), key: ignored }),
    request.form,
  );
  const intent = get(request.context, "payment_intent", request.id);
  checkSecret(request, intent, form.client_secret);
  return forAsker(request, answer(request, intent, form.expand));
}

export function update(request: ApiRequest): Json {
  const form = read(updateSchema, request.form);
  const intent = get(request.context, "payment_intent", request.id);
  const { metadata: change, expand: _expand, payment_method_data: data, ...fields } = form;
  updatePaymentIntent(request.context, intent, {
    ...fields,
    metadata: mergeMetadata(intent.metadata, change),
  });
  if (data) attachData(request, intent, data);
  return answer(request, intent, form.expand);
}

export function confirmOne(request: ApiRequest): Json {
  const form = read(confirmSchema, request.form);
  const intent = get(request.context, "payment_intent", request.id);
  checkSecret(request, intent, form.client_secret);
  if (form.receipt_email !== undefined) intent.receipt_email = form.receipt_email;
  if (form.shipping !== undefined) intent.shipping = form.shipping;
  confirm(request, intent, form);
  return forAsker(request, answer(request, intent, form.expand));
}

type Confirming = Pick<
  z.output<typeof confirmSchema>,
  | "payment_method"
  | "payment_method_data"
  | "return_url"
  | "use_stripe_sdk"
  | "off_session"
  | "error_on_requires_action"
>;

function confirm(request: ApiRequest, intent: PaymentIntent, form: Confirming): void {
  confirmPaymentIntent(request.context, intent, {
    payment_method: form.payment_method ?? undefined,
    payment_method_data: form.payment_method_data && toMethodInput(form.payment_method_data),
    return_url: form.return_url,
    use_stripe_sdk: form.use_stripe_sdk,
    off_session: form.off_session,
    error_on_requires_action: form.error_on_requires_action,
    baseUrl: request.baseUrl,
  });
}

function attachData(request: ApiRequest, intent: PaymentIntent, data: z.output<typeof methodData>): void {
  const method = toMethodInput(data);
  updatePaymentIntent(request.context, intent, {
    payment_method: createPaymentMethod(request.context, method).id,
  });
}

export function cancel(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      cancellation_reason: z.enum(["duplicate", "fraudulent", "requested_by_customer", "abandoned"]).optional(),
      expand: texts.optional(),
    }),
    request.form,
  );
  const intent = get(request.context, "payment_intent", request.id);
  cancelPaymentIntent(request.context, intent, form.cancellation_reason ?? null);
  return answer(request, intent, form.expand);
}

export function capture(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      amount_to_capture: integer.optional(),
      application_fee_amount: ignored,
      amount_details: ignored,
      final_capture: ignored,
      hooks: ignored,
      metadata: metadata.optional(),
      payment_details: ignored,
      statement_descriptor: ignored,
      statement_descriptor_suffix: ignored,
      transfer_data: ignored,
      expand: texts.optional(),
    }),
    request.form,
  );
  const intent = get(request.context, "payment_intent", request.id);
  intent.metadata = mergeMetadata(intent.metadata, form.metadata);
  capturePaymentIntent(request.context, intent, form.amount_to_capture);
  return answer(request, intent, form.expand);
}

export function listAll(request: ApiRequest): Json {
  const form = read(
    z.strictObject({ ...pageFields, customer: text.optional(), customer_account: ignored }),
    request.form,
  );
  return answerList(request, "payment_intent", "/v1/payment_intents", form, {
    customer: form.customer,
  });
}

export function searchAll(request: ApiRequest): Json {
  return search(request, "payment_intent", "/v1/payment_intents/search", read(searchFields, request.form));
}

/** A browser may ask only with the PaymentIntent's own secret. */
function checkSecret(request: ApiRequest, intent: PaymentIntent, secret: string | undefined): void {
  if (secret === undefined && request.key === "publishable")
    throw invalidParameter("parameter_missing", "client_secret", "Missing required param: client_secret.");
  if (secret !== undefined && secret !== intent.client_secret)
    throw invalidParameter(
      "payment_intent_invalid_parameter",
      "client_secret",
      "The client_secret provided does not match any associated PaymentIntent on this account. Ensure the provided client_secret is correct, and the PaymentIntent exists.",
    );
}

function forAsker(request: ApiRequest, shown: Json): Json {
  return request.key === "publishable" ? renderForBrowser(shown) : shown;
}
