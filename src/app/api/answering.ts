import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { isDatabaseUnavailable } from "@/db/transaction";
import { type ApiEnv, languageOf } from "@/lib/api";
import { databaseUnavailable, notFound, Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import { problemResponse } from "@/lib/problem";
import { internal, unreadable, unsupportedMediaType } from "./refusals";
import { routeOf } from "./route-of";

/** The only place where an error becomes an answer. */
export const answerError: ErrorHandler<ApiEnv> = (error, c) =>
  problemResponse(refusalOf(error, whereOf(c)), languageOf(c.req.raw));

export const answerNotFound: NotFoundHandler<ApiEnv> = (c) => problemResponse(notFound(), languageOf(c.req.raw));

// The pattern, not the path: a path may hold a gift card's code.
const whereOf = (c: Context<ApiEnv>) => ({ method: c.req.method, route: routeOf(c) });

/** Whatever was thrown, as what may be answered; what is no refusal is logged here, once. */
export function refusalOf(error: unknown, where: { method: string; route: string | undefined }): Refusal {
  if (error instanceof Refusal) return error;
  // Hono's own refusals: a body that is not JSON, and another content type than the route's.
  if (error instanceof HTTPException && error.status === 400) return unreadable();
  if (error instanceof HTTPException && error.status === 415) return unsupportedMediaType();
  if (error instanceof HTTPException && error.status === 503) {
    log.error(where, "a handler took too long; whatever it was doing may still end");
    return databaseUnavailable();
  }
  if (isBrokenUpload(error)) return unreadable();
  if (isDatabaseUnavailable(error)) {
    log.warn({ error, ...where }, "a request found the database unavailable");
    return databaseUnavailable();
  }
  log.error({ error, ...where }, "a request failed");
  return internal();
}

/**
 * The client went away while it was sending. Node's error has the code of a broken connection to the database, and only its
 * words tell that it was the other line. Nobody reads the answer.
 */
function isBrokenUpload(error: unknown): boolean {
  return (
    error instanceof Error && (error.message === "aborted" || error.message === "Client connection prematurely closed.")
  );
}
