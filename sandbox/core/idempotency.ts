import { IDEMPOTENCY_LIFETIME_MS } from "../options";
import { invalidParameter, StripeError } from "./stripe-error";
import type { World } from "./world";

export type Answer = { status: number; body: string };
export type KeyedRequest = {
  key: string;
  method: string;
  path: string;
  parameters: string;
  requestId: string;
};
export type Kept = Answer & { originalRequest: string };

type Row = {
  endpoint: string;
  parameters: string;
  request_id: string;
  status: number;
  body: string;
};

const LONGEST_KEY = 255;

export function checkKey(key: string): void {
  if (key.length > LONGEST_KEY)
    throw invalidParameter(
      "idempotency_key_invalid",
      "idempotency_key",
      `Idempotency keys can have up to ${LONGEST_KEY} characters.`,
    );
}

/**
 * The answer kept for this key, if its first request was the same one: https://docs.stripe.com/api/idempotent_requests.
 * Another request under the same key is a mistake of the caller, and is refused.
 */
export function findKept(world: World, request: KeyedRequest): Kept | undefined {
  const row = world.store.one<Row>(
    `select endpoint, parameters, request_id, status, body from idempotency where key = ? and at > ?`,
    request.key,
    world.now().getTime() - IDEMPOTENCY_LIFETIME_MS,
  );
  if (!row) return undefined;
  if (row.endpoint !== `${request.method} ${request.path}`)
    throw keyMisused(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${row.endpoint.split(" ")[1] ?? ""}' vs '${request.path}'). Try using a key other than '${request.key}' if you meant to execute a different request.`,
    );
  if (row.parameters !== request.parameters)
    throw keyMisused(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${request.key}' if you meant to execute a different request.`,
    );
  return { status: row.status, body: row.body, originalRequest: row.request_id };
}

function keyMisused(message: string): StripeError {
  return new StripeError(400, { type: "idempotency_error", message }, { began: false });
}

export function keyInUse(key: string): StripeError {
  return new StripeError(
    409,
    {
      type: "idempotency_error",
      code: "idempotency_key_in_use",
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    },
    { began: false, shouldRetry: true },
  );
}

/** Kept in the transaction of the work itself: there is no moment at which one is there without the other. */
export function keep(world: World, request: KeyedRequest, answer: Answer): void {
  const now = world.now().getTime();
  world.store.run(`delete from idempotency where at <= ?`, now - IDEMPOTENCY_LIFETIME_MS);
  world.store.run(
    `insert into idempotency (key, endpoint, parameters, request_id, status, body, at) values (?, ?, ?, ?, ?, ?, ?)`,
    request.key,
    `${request.method} ${request.path}`,
    request.parameters,
    request.requestId,
    answer.status,
    answer.body,
    now,
  );
}
