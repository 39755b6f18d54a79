import { followDatabaseTime } from "./clock";
import type { ErrorCode, FieldError } from "./errors";

/** `offline`: no answer came (no connection, or too slow), so nobody knows whether the call did its work. `unknown`: an answer that is none of ours. */
type ProblemCode = ErrorCode | "offline" | "unknown";

/** An answer of the API's that says no, as the browser sees it. */
export class ApiProblem extends Error {
  override name = "ApiProblem";

  constructor(
    readonly code: ProblemCode,
    readonly details: {
      status?: number;
      detail?: string | undefined;
      errors?: FieldError[];
      orderId?: string | undefined;
      retryAfterSeconds?: number | undefined;
    } = {},
  ) {
    super(code);
  }
}

/** Longer than the slowest honest answer (an order waits for Stripe); after it the visitor is told, and every call may be repeated. */
const PATIENCE_MS = 25_000;

type Call = { method?: "GET" | "POST" | "PATCH" | "DELETE"; body?: unknown; locale: string };

/** Calls our own API from the browser. `T` is the answer that the contract promises for this path. Throws ApiProblem. */
export async function callApi<T>(path: string, { method = "GET", body, locale }: Call): Promise<T> {
  const startedAt = performance.now();
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        "accept-language": locale,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new ApiProblem("offline");
  }
  followServerTime(response, performance.now() - startedAt);
  if (response.status === 204) return undefined as T; // the contract promises no body here
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw problemOf(response, answer);
  if (answer === undefined) throw new ApiProblem("unknown", { status: response.status });
  return answer as T; // one origin, one version: the server validates and shapes it by the same schema
}

/** Countdowns run on the server's time: the visitor's clock may be wrong by minutes. `Date` has whole seconds, so half of one is added. */
function followServerTime(response: Response, roundTripMs: number): void {
  const date = Date.parse(response.headers.get("date") ?? "");
  if (!Number.isNaN(date)) followDatabaseTime(new Date(date + 500), roundTripMs);
}

function problemOf(response: Response, answer: unknown): ApiProblem {
  // Every field may be missing: a proxy on the way can answer in our place.
  const problem = (typeof answer === "object" && answer !== null ? answer : {}) as {
    code?: ErrorCode;
    detail?: string;
    errors?: FieldError[];
    orderId?: string;
  };
  const retryAfterSeconds = Number(response.headers.get("retry-after")) || undefined;
  return new ApiProblem(problem.code ?? (response.status >= 500 ? "unknown" : "invalid"), {
    status: response.status,
    detail: problem.detail,
    errors: problem.errors ?? [],
    orderId: problem.orderId,
    retryAfterSeconds,
  });
}
