import { z } from "zod";
import { invalidParameter, refused } from "../core/stripe-error";
import type { Context } from "../core/world";
import { get, save } from "../objects/documents";
import { cancelRefund, createRefund } from "../objects/refunds";
import { emit } from "../objects/events";
import type { Json } from "../objects/render";
import type { Charge } from "../objects/types";
import { ignored, mergeMetadata, metadata, onlyExpand, pageFields, positive, read, text, texts } from "./params";
import { answer, answerList, type ApiRequest } from "./request";

const createSchema = z.strictObject({
  charge: text.optional(),
  payment_intent: text.optional(),
  amount: positive.optional(),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
  metadata: metadata.optional(),
  expand: texts.optional(),
  currency: ignored,
  customer: ignored,
  instructions_email: ignored,
  origin: ignored,
  refund_application_fee: ignored,
  reverse_transfer: ignored,
});

export function create(request: ApiRequest): Json {
  const form = read(createSchema, request.form);
  const refund = createRefund(request.context, {
    charge: chargeToRefund(request.context, form),
    amount: form.amount,
    reason: form.reason,
    metadata: mergeMetadata({}, form.metadata),
  });
  return answer(request, refund, form.expand);
}

function chargeToRefund(
  context: Context,
  form: { charge?: string | undefined; payment_intent?: string | undefined },
): Charge {
  if (form.charge && form.payment_intent)
    throw invalidParameter(
      "parameter_unknown",
      "payment_intent",
      "You may only specify one of these parameters: charge, payment_intent.",
    );
  if (form.charge) return get(context, "charge", form.charge, "charge");
  if (!form.payment_intent)
    throw invalidParameter(
      "parameter_missing",
      "charge",
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  const intent = get(context, "payment_intent", form.payment_intent, "payment_intent");
  if (intent.status !== "succeeded" || !intent.latest_charge)
    throw refused(
      "charge_not_refundable",
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      { param: "payment_intent" },
    );
  return get(context, "charge", intent.latest_charge);
}

export function retrieve(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  return answer(request, get(request.context, "refund", request.id), form.expand);
}

export function update(request: ApiRequest): Json {
  const form = read(z.strictObject({ metadata: metadata.optional(), expand: texts.optional() }), request.form);
  const refund = get(request.context, "refund", request.id);
  const previous = { metadata: refund.metadata };
  refund.metadata = mergeMetadata(refund.metadata, form.metadata);
  save(request.context, refund);
  emit(request.context, "refund.updated", refund, previous);
  emit(request.context, "charge.refund.updated", refund, previous);
  return answer(request, refund, form.expand);
}

export function cancel(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  return answer(request, cancelRefund(request.context, get(request.context, "refund", request.id)), form.expand);
}

export function listAll(request: ApiRequest): Json {
  const form = read(
    z.strictObject({ ...pageFields, charge: text.optional(), payment_intent: text.optional() }),
    request.form,
  );
  return answerList(request, "refund", "/v1/refunds", form, {
    charge: form.charge,
    paymentIntent: form.payment_intent,
  });
}

export function listOfCharge(request: ApiRequest): Json {
  const form = read(z.strictObject(pageFields), request.form);
  return answerList(request, "refund", `/v1/charges/${request.id}/refunds`, form, {
    charge: request.id,
  });
}
