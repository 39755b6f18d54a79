import type { Answer } from "../core/idempotency";
import { StripeError } from "../core/stripe-error";
import { renderError } from "./request";

export type WireRequest = {
  method: string;
  path: string;
  /** Query of a GET or DELETE, body of a POST: form-encoded. */
  encoded: string;
  header: (name: string) => string | undefined;
  baseUrl: string;
};

/** What goes back over the wire; `silence`: nothing does, and the connection is closed after so long. */
export type WireAnswer =
  | { kind: "answer"; status: number; headers: Record<string, string>; body: string }
  | { kind: "silence"; afterMs: number };

export type Call = WireRequest & {
  requestId: string;
  version: string;
  idempotencyKey: string | undefined;
  /** Known once the request has shown its key; a browser sees less of an object, in an error too. */
  key: "secret" | "publishable" | undefined;
};

export function answered(
  call: Call,
  answer: Answer & { shouldRetry?: boolean | undefined },
  extra: Record<string, string> = {},
): WireAnswer {
  return {
    kind: "answer",
    status: answer.status,
    body: answer.body,
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": "no-cache, no-store",
      "Request-Id": call.requestId,
      "Stripe-Version": call.version,
      ...(call.idempotencyKey === undefined ? {} : { "Idempotency-Key": printable(call.idempotencyKey) }),
      ...shouldRetry(answer),
      ...extra,
    },
  };
}

function shouldRetry(answer: Answer & { shouldRetry?: boolean | undefined }): Record<string, string> {
  if (answer.shouldRetry !== undefined) return { "Stripe-Should-Retry": String(answer.shouldRetry) };
  // A refusal stays one, and a 500 is replayed from its key: asking again changes neither.
  const hopeless = answer.status === 500 || (answer.status >= 400 && answer.status < 429 && answer.status !== 409);
  return hopeless ? { "Stripe-Should-Retry": "false" } : {};
}

function printable(key: string): string {
  return key.replaceAll(/[^\x20-\x7e]/g, "?");
}

export function errorAnswer(error: unknown, call: Call): Answer & { shouldRetry?: boolean | undefined } {
  const known = error instanceof StripeError ? error : undefined;
  if (!known) console.error(`Stripe sandbox: ${call.method} ${call.path} failed`, error);
  const { status, body, shouldRetry: retry } = known ?? serverError();
  const shown = {
    ...renderError(body, call),
    request_log_url: `https://dashboard.stripe.com/test/logs/${call.requestId}`,
  };
  return { status, body: JSON.stringify({ error: shown }, null, 2), shouldRetry: retry };
}

export function serverError(): StripeError {
  return new StripeError(
    500,
    {
      type: "api_error",
      message: "An unknown error occurred. If this error persists, please contact us at https://support.stripe.com/.",
    },
    { shouldRetry: false },
  );
}

export function unavailable(): StripeError {
  return new StripeError(
    503,
    { type: "api_error", message: "The server is temporarily unavailable. Try again in a moment." },
    { began: false, shouldRetry: true },
  );
}
