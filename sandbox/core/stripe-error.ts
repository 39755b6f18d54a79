export type ErrorBody = {
  type: "invalid_request_error" | "card_error" | "idempotency_error" | "api_error";
  code?: string;
  message: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  charge?: string;
  doc_url?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
};

/**
 * An answer that Stripe would give instead of the object asked for.
 *
 * `began` says whether the work had begun: only then is the answer kept under the idempotency key. `keepsWork` says that
 * what was written stays although the answer is an error: a declined card leaves a failed charge behind.
 */
export class StripeError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly began: boolean;
  readonly keepsWork: boolean;
  readonly shouldRetry: boolean | undefined;

  constructor(
    status: number,
    body: ErrorBody,
    how: { began?: boolean; keepsWork?: boolean; shouldRetry?: boolean } = {},
  ) {
    super(body.message);
    this.status = status;
    this.body = body.code ? { ...body, doc_url: docUrl(body.code) } : body;
    this.began = how.began ?? true;
    this.keepsWork = how.keepsWork ?? false;
    this.shouldRetry = how.shouldRetry;
  }
}

function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`;
}

/** A request whose parameters are wrong in themselves: nothing began, its idempotency key stays free. */
export function invalidParameter(code: string, param: string, message: string): StripeError {
  return new StripeError(400, { type: "invalid_request_error", code, param, message }, { began: false });
}

/** A request that is well-formed and that the object's state refuses. */
export function refused(code: string, message: string, extra: Partial<ErrorBody> = {}): StripeError {
  return new StripeError(400, { type: "invalid_request_error", code, message, ...extra });
}

/** `param` names the parameter that held the identifier; Stripe says `id` or the object's name for the one in the path. */
export function missing(kind: string, id: string, param = kind): StripeError {
  return new StripeError(404, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${kind}: '${id}'`,
    param,
  });
}

export function unauthorized(message: string): StripeError {
  return new StripeError(401, { type: "invalid_request_error", message }, { began: false });
}

export function rateLimited(): StripeError {
  return new StripeError(
    429,
    {
      type: "invalid_request_error",
      code: "rate_limit",
      message: "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
    },
    { began: false },
  );
}

export function lockTimeout(): StripeError {
  return new StripeError(
    429,
    {
      type: "invalid_request_error",
      code: "lock_timeout",
      message:
        "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request. If you see this error frequently and are making multiple concurrent requests to a single object, make your requests serially or at a lower rate. For more details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.",
    },
    { began: false, shouldRetry: true },
  );
}
