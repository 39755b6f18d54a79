import { StripeError, unauthorized } from "../core/stripe-error";

/** Secret keys of any value are right: the sandbox has one account and holds no secrets. */
const SECRET = /^(?:sk|rk)_test_\w+$/;
const PUBLISHABLE = /^pk_test_\w+$/;

/** Which kind of key the request carries: Bearer, Basic (`curl -u sk_test_…:`), or `key=` from a browser. */
export function authenticate(header: string | undefined, keyParameter: unknown): "secret" | "publishable" {
  const key = fromHeader(header) ?? (typeof keyParameter === "string" ? keyParameter : undefined);
  if (!key)
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    );
  if (SECRET.test(key)) return "secret";
  if (PUBLISHABLE.test(key)) return "publishable";
  throw unauthorized(`Invalid API Key provided: ${masked(key)}`);
}

export function requireSecretKey(kind: "secret" | "publishable", allowed: boolean): void {
  if (kind === "publishable" && !allowed)
    throw new StripeError(
      403,
      {
        type: "invalid_request_error",
        code: "secret_key_required",
        message:
          "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
      },
      { began: false },
    );
}

function fromHeader(header: string | undefined): string | undefined {
  const [, scheme, value] = /^(Bearer|Basic) +(\S+)$/i.exec(header ?? "") ?? [];
  if (value === undefined) return undefined;
  if (scheme?.toLowerCase() === "bearer") return value;
  return Buffer.from(value, "base64").toString().split(":")[0];
}

function masked(key: string): string {
  return key.length <= 12 ? "*".repeat(key.length) : `${key.slice(0, 8)}${"*".repeat(key.length - 12)}${key.slice(-4)}`;
}
