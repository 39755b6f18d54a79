import fc from "fast-check";
import { LISTENED_EVENTS } from "@/features/payments/server/listened-events";
import { hostileHeaders } from "./hostile-headers";
import { JSON_TYPE, spoilings, WEBHOOK, type Body, type Draw, type Spoiling } from "./hostile-request";
import { hostileJson } from "./hostile-values";
import { mutations, mutationsAt, type Mutation } from "./json-mutations";
import { KNOWN_VALUES, placeholder } from "./known-values";
import { signatures } from "./signatures";

/** The fields that we read of an event, and those that Stripe has had or may have beside them. */
const FIELDS = [
  "id",
  "type",
  "object",
  "livemode",
  "created",
  "api_version",
  "data",
  "amount",
  "amount_received",
  "currency",
  "status",
  "metadata",
  "orderId",
  "orderNumber",
  "sessionId",
  "installation",
  "refundId",
  "last_payment_error",
  "code",
  "decline_code",
  "message",
  "payment_intent",
  "failure_reason",
  "reason",
  "amount_refunded",
] as const;

/** What each of them could well hold, of this order or another: the shop must not take it at its word. */
const WORDS = [
  ...KNOWN_VALUES.map(placeholder),
  ...Object.keys(LISTENED_EVENTS),
  "succeeded",
  "processing",
  "canceled",
  "requires_payment_method",
  "failed",
  "pending",
  "won",
  "needs_response",
  "eur",
  "EUR",
  "usd",
  "jpy",
  "kwd",
  "payment_intent",
  "refund",
  "dispute",
  "charge",
  "v2.core.event",
];
const NUMBERS = ["0", "1", "-1", "9999", "10000", "10001", "1e15", "9007199254740991", "true", "false", "null"];
const likely = fc.constantFrom(...WORDS.map((word) => JSON.stringify(word)), ...NUMBERS, ...NUMBERS);

const atFields = mutationsAt(fc.constantFrom(...FIELDS), fc.oneof({ weight: 2, arbitrary: likely }, hostileJson));

const eventBody = (changes: fc.Arbitrary<readonly Mutation[]>): fc.Arbitrary<Body> =>
  fc.record({
    is: fc.constant("event" as const),
    of: fc.constantFrom("visitor" as const, "visitor" as const, "victim" as const),
    which: fc.nat(30),
    as: fc.oneof(
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 3, arbitrary: fc.constantFrom("payment_intent.succeeded", "payment_intent.payment_failed") },
      { weight: 3, arbitrary: fc.constantFrom(...Object.keys(LISTENED_EVENTS)) },
    ),
    changes,
  });

/** The same object told as another event: as Stripe would tell it, if that had happened to it. */
export function toldAs(body: string, type: string, id: string): unknown {
  const event: { data: { object: Record<string, unknown> } } = JSON.parse(body);
  const { object } = event.data;
  const changes = {
    ...(type === "payment_intent.succeeded" && { status: "succeeded", amount_received: object["amount"] }),
    ...(type.startsWith("charge.") || type.startsWith("refund")
      ? { payment_intent: object["payment_intent"] ?? object["id"], status: "pending" }
      : {}),
  };
  return { ...event, id, type, data: { ...event.data, object: { ...object, ...changes } } };
}

/** Now and then beside Stripe's own: compressed as they say, of a false length, by way of a proxy. */
const headers: fc.Arbitrary<[string, string][]> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(JSON_TYPE) },
  { weight: 1, arbitrary: fc.array(hostileHeaders, { minLength: 1, maxLength: 2 }) },
);

/** Genuine events with changes, signed as Stripe would sign them: whoever holds the secret may be mistaken, or another than Stripe. */
export const events: Draw = fc
  .tuple(
    fc.oneof(
      { weight: 2, arbitrary: eventBody(fc.array(mutations, { maxLength: 3 })) },
      { weight: 6, arbitrary: eventBody(fc.array(atFields, { minLength: 1, maxLength: 3 })) },
      { weight: 1, arbitrary: hostileJson.map((text): Body => ({ is: "text", text })) },
    ),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<Spoiling[]>([]) },
      { weight: 1, arbitrary: fc.array(spoilings, { minLength: 1, maxLength: 1 }) },
    ),
    headers,
  )
  .map(([body, spoiling, drawn]) => ({
    method: "POST",
    address: WEBHOOK,
    headers: drawn,
    body,
    spoiling,
    signature: { is: "right" },
  }));

export const badlySigned: Draw = fc
  .tuple(eventBody(fc.oneof(fc.constant([]), fc.array(mutations, { maxLength: 1 }))), signatures, headers)
  .map(([body, signature, drawn]) => ({ method: "POST", address: WEBHOOK, headers: drawn, body, signature }));
