import { StripeError } from "../core/stripe-error";

const SHAPE = /^20\d{2}-\d{2}-\d{2}(?:\.[a-z_]+)?(?:; ?[\w=,; ]+)?$/;

/** The API version a request asks for; previews and betas after it change nothing here. */
export function versionOf(header: string | undefined, ownVersion: string): string {
  if (header === undefined || header === "") return ownVersion;
  if (SHAPE.test(header)) return header.split(";")[0]?.trim() ?? ownVersion;
  throw new StripeError(
    400,
    { type: "invalid_request_error", message: `Invalid Stripe API version: ${header}` },
    { began: false },
  );
}
