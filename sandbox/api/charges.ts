import { z } from "zod";
import { StripeError } from "../core/stripe-error";
import { chargeFails, chargeSucceeds, captureCharge, type Origin } from "../objects/charges";
import { openDispute } from "../objects/disputes";
import { get, save } from "../objects/documents";
import { emit } from "../objects/events";
import { cardBehaviour, usePaymentMethod, createPaymentMethod } from "../objects/payment-methods";
import { checkAmount } from "../objects/payment-intents";
import type { Json } from "../objects/render";
import {
  boolean,
  clearable,
  currency,
  ignored,
  mergeMetadata,
  metadata,
  onlyExpand,
  pageFields,
  positive,
  read,
  text,
  texts,
} from "./params";
import { answer, answerList, type ApiRequest } from "./request";
import { readSearch, search } from "./search";

/** The older way to take money, which the CLI's fixtures still use: a charge without a PaymentIntent. */
export function create(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      amount: positive,
      currency,
      source: text,
      capture: boolean.optional(),
      customer: text.optional(),
      description: clearable.optional(),
      metadata: metadata.optional(),
      receipt_email: clearable.optional(),
      shipping: ignored,
      statement_descriptor: clearable.optional(),
      expand: texts.optional(),
    }),
    request.form,
  );
  const { context } = request;
  checkAmount(form.amount, form.currency);
  const method = form.source.startsWith("tok_")
    ? createPaymentMethod(context, { type: "card", card: { token: form.source } })
    : usePaymentMethod(context, form.source, "source");
  const origin: Origin = {
    amount: form.amount,
    currency: form.currency,
    customer: form.customer ?? null,
    description: form.description ?? null,
    metadata: mergeMetadata({}, form.metadata),
    receipt_email: form.receipt_email ?? null,
    shipping: form.shipping ?? null,
    statement_descriptor: form.statement_descriptor ?? null,
    transfer_group: null,
    payment_intent: null,
  };
  const card = cardBehaviour(method);
  if (card.decline) {
    const charge = chargeFails(context, origin, method, card.decline);
    throw new StripeError(
      402,
      {
        type: "card_error",
        code: card.decline.code,
        ...(card.decline.declineCode ? { decline_code: card.decline.declineCode } : {}),
        message: card.decline.message,
        charge: charge.id,
      },
      { keepsWork: true, shouldRetry: false },
    );
  }
  const charge = chargeSucceeds(context, origin, method, {
    captured: form.capture ?? true,
    authenticated: false,
  });
  if (card.dispute) openDispute(context, charge, card.dispute);
  return answer(request, charge, form.expand);
}

export function retrieve(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  return answer(request, get(request.context, "charge", request.id), form.expand);
}

export function update(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      description: clearable.optional(),
      metadata: metadata.optional(),
      receipt_email: clearable.optional(),
      customer: ignored,
      fraud_details: ignored,
      shipping: ignored,
      transfer_group: ignored,
      expand: texts.optional(),
    }),
    request.form,
  );
  const charge = get(request.context, "charge", request.id);
  const previous = { description: charge.description, metadata: charge.metadata };
  charge.metadata = mergeMetadata(charge.metadata, form.metadata);
  if (form.description !== undefined) charge.description = form.description;
  if (form.receipt_email !== undefined) charge.receipt_email = form.receipt_email;
  save(request.context, charge);
  emit(request.context, "charge.updated", charge, previous);
  return answer(request, charge, form.expand);
}

export function capture(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      amount: positive.optional(),
      receipt_email: ignored,
      expand: texts.optional(),
    }),
    request.form,
  );
  const charge = get(request.context, "charge", request.id);
  if (charge.captured)
    throw new StripeError(400, {
      type: "invalid_request_error",
      code: "charge_already_captured",
      message: `Charge ${charge.id} has already been captured.`,
    });
  captureCharge(request.context, charge, Math.min(form.amount ?? charge.amount, charge.amount));
  return answer(request, charge, form.expand);
}

export function listAll(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      ...pageFields,
      customer: text.optional(),
      payment_intent: text.optional(),
      transfer_group: ignored,
    }),
    request.form,
  );
  return answerList(request, "charge", "/v1/charges", form, {
    customer: form.customer,
    paymentIntent: form.payment_intent,
  });
}

export function searchAll(request: ApiRequest): Json {
  return search(request, "charge", "/v1/charges/search", readSearch(request.form));
}
