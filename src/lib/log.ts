import pino from "pino";
import { inOurSources } from "./source-position";

/**
 * JSON lines on standard output. Nothing personal may reach it: callers log ids, amounts and codes; the redaction below is
 * the second fence, for objects that carry more than their caller meant.
 */
const PERSONAL = new Set([
  "email",
  "firstName",
  "lastName",
  "name",
  "phone",
  "address",
  "postalCode",
  "birthDate",
  "weightKg",
  "heightCm",
  "participant",
  "customer",
  "recipient",
  "client_secret",
  "clientSecret",
  "accessToken",
  "token",
  "cookie",
  "authorization",
  "last4",
  "card",
  "payment_method_details",
  "billing_details",
  "receipt_email",
  "password",
]);

/** Deeper than anything that a caller means to log. */
const DEEPEST = 8;

/**
 * The same without what stands under a personal name, at any depth. Pino's own redaction knows paths; one for each name and depth
 * costs a log line more time than all the rest of it.
 */
function withoutPersonal(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth === DEEPEST || ArrayBuffer.isView(value)) return "[left out]";
  // Errors have a serializer, dates and the like say themselves how they are written.
  if (value instanceof Error || "toJSON" in value) return value;
  if (Array.isArray(value)) return value.map((one) => withoutPersonal(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      PERSONAL.has(key) ? "[redacted]" : withoutPersonal(one, depth + 1),
    ]),
  );
}

export const log = pino({
  level: process.env["LOG_LEVEL"] ?? (process.env["NODE_ENV"] === "test" ? "silent" : "info"),
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { log: (line) => withoutPersonal(line) as Record<string, unknown> }, // an object stays an object
  serializers: { error: describeError, err: describeError },
});

/** What may be said of an error: its kind, code and where it was thrown. Messages of databases and SDKs can quote data, so they stay out. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { code, type, constraint, statusCode, requestId } = error as Error & Record<string, unknown>;
  return {
    kind: error.name,
    ...(code !== undefined && { code }),
    ...(type !== undefined && { type }),
    ...(constraint !== undefined && { constraint }),
    ...(statusCode !== undefined && { statusCode }),
    ...(requestId !== undefined && { requestId }),
    at: (error.stack ?? "")
      .split("\n")
      .filter((line) => line.startsWith("    at "))
      .slice(0, 8)
      .map((line) => inOurSources(line.trim())),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
