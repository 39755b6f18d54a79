import { z } from "zod";
import { invalidParameter } from "../core/stripe-error";
import { find, get, save } from "../objects/documents";
import {
  attach,
  createPaymentMethod,
  detach,
  usePaymentMethod,
  type PaymentMethodInput,
} from "../objects/payment-methods";
import type { Json } from "../objects/render";
import {
  clearable,
  ignored,
  integer,
  mergeMetadata,
  metadata,
  onlyExpand,
  pageFields,
  read,
  text,
  texts,
} from "./params";
import { answer, answerList, type ApiRequest } from "./request";

const billing = z.looseObject({
  address: z.union([z.literal("").transform(() => undefined), z.record(z.string(), clearable)]).optional(),
  email: clearable.optional(),
  name: clearable.optional(),
  phone: clearable.optional(),
});

export const paymentMethodFields = {
  type: z.string(),
  card: z
    .union([
      z.looseObject({ token: text }),
      z.looseObject({ number: text, exp_month: integer, exp_year: integer, cvc: text.optional() }),
    ])
    .optional(),
  sepa_debit: z.looseObject({ iban: text }).optional(),
  us_bank_account: z.looseObject({ account_number: text.optional(), routing_number: text.optional() }).optional(),
  bancontact: ignored,
  billing_details: billing.optional(),
  metadata: metadata.optional(),
};

const METHOD_TYPES: readonly PaymentMethodInput["type"][] = ["card", "sepa_debit", "us_bank_account", "bancontact"];

export function toMethodInput(form: z.output<z.ZodObject<typeof paymentMethodFields>>): PaymentMethodInput {
  const type = METHOD_TYPES.find((known) => known === form.type);
  if (!type)
    throw invalidParameter(
      "parameter_unknown",
      "type",
      `The sandbox knows no payment method of the type '${form.type}'; it has ${METHOD_TYPES.join(", ")}.`,
    );
  return {
    type,
    card: form.card,
    sepa_debit: form.sepa_debit,
    us_bank_account: form.us_bank_account,
    billing_details: form.billing_details,
    metadata: mergeMetadata({}, form.metadata),
  };
}

export function create(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      ...paymentMethodFields,
      allow_redisplay: ignored,
      radar_options: ignored,
      expand: texts.optional(),
    }),
    request.form,
  );
  return answer(request, createPaymentMethod(request.context, toMethodInput(form)), form.expand);
}

export function retrieve(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  const method = find(request.context, "payment_method", request.id) ?? usePaymentMethod(request.context, request.id);
  return answer(request, method, form.expand);
}

export function update(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      metadata: metadata.optional(),
      billing_details: billing.optional(),
      card: ignored,
      allow_redisplay: ignored,
      expand: texts.optional(),
    }),
    request.form,
  );
  const method = get(request.context, "payment_method", request.id);
  method.metadata = mergeMetadata(method.metadata, form.metadata);
  return answer(request, save(request.context, method), form.expand);
}

export function attachOne(request: ApiRequest): Json {
  const form = read(z.strictObject({ customer: text, expand: texts.optional() }), request.form);
  return answer(request, attach(request.context, request.id, form.customer), form.expand);
}

export function detachOne(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  return answer(request, detach(request.context, request.id), form.expand);
}

export function listAll(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      ...pageFields,
      customer: text.optional(),
      type: ignored,
      allow_redisplay: ignored,
    }),
    request.form,
  );
  return answerList(request, "payment_method", "/v1/payment_methods", form, {
    customer: form.customer,
  });
}

/** Where `/v1/customers/:id/payment_methods` leads. */
export function listOfCustomer(request: ApiRequest): Json {
  const form = read(z.strictObject({ ...pageFields, type: ignored, allow_redisplay: ignored }), request.form);
  return answerList(request, "payment_method", `/v1/customers/${request.id}/payment_methods`, form, {
    customer: request.id,
  });
}
