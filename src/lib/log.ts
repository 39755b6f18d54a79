import pino from "pino";

/**
 * JSON lines on standard output. Nothing personal may reach it: callers log ids, amounts and codes; the redaction below is
 * the second fence, for objects that carry more than their caller meant.
 */
const PERSONAL = [
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
];

export const log = pino({
  level: process.env["LOG_LEVEL"] ?? (process.env["NODE_ENV"] === "test" ? "silent" : "info"),
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: PERSONAL.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*.*.*.${key}`]), censor: "[redacted]" },
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
      .map((line) => line.trim()),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
