import { z } from "zod";
import { get, save } from "../objects/documents";
import { closeDispute, submitEvidence } from "../objects/disputes";
import type { Json } from "../objects/render";
import { boolean, mergeMetadata, metadata, onlyExpand, pageFields, read, text, texts } from "./params";
import { answer, answerList, type ApiRequest } from "./request";

export function retrieve(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  return answer(request, get(request.context, "dispute", request.id), form.expand);
}

export function update(request: ApiRequest): Json {
  const form = read(
    z.strictObject({
      evidence: z.record(z.string(), z.string()).optional(),
      submit: boolean.optional(),
      metadata: metadata.optional(),
      expand: texts.optional(),
    }),
    request.form,
  );
  const dispute = get(request.context, "dispute", request.id);
  dispute.metadata = mergeMetadata(dispute.metadata, form.metadata);
  if (form.evidence) submitEvidence(request.context, dispute, form.evidence, form.submit ?? true);
  else save(request.context, dispute);
  return answer(request, dispute, form.expand);
}

/** Accepting a dispute is losing it. */
export function close(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  const dispute = get(request.context, "dispute", request.id);
  return answer(request, closeDispute(request.context, dispute, "lost"), form.expand);
}

export function listAll(request: ApiRequest): Json {
  const form = read(
    z.strictObject({ ...pageFields, charge: text.optional(), payment_intent: text.optional() }),
    request.form,
  );
  return answerList(request, "dispute", "/v1/disputes", form, {
    charge: form.charge,
    paymentIntent: form.payment_intent,
  });
}
