import { HTTPException } from "hono/http-exception";
import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { isDatabaseUnavailable } from "@/db/transaction";
import { type ApiEnv, languageOf } from "@/lib/api";
import { databaseUnavailable, notFound, Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import { problemResponse } from "@/lib/problem";

const internal = () =>
  new Refusal("internal", 500, {
    fr: "Une erreur est survenue de notre côté. Réessayez dans un instant.",
    en: "Something went wrong on our side. Please try again shortly.",
  });

const unreadable = () =>
  new Refusal("unreadable", 400, { fr: "La demande n’est pas du JSON lisible.", en: "The request is not readable JSON." });

const unsupportedMediaType = () =>
  new Refusal("unsupported_media_type", 415, {
    fr: "Envoyez la demande en JSON (Content-Type: application/json), sans compression.",
    en: "Send the request as JSON (Content-Type: application/json), not compressed.",
  });

/** The only place where an error becomes an answer. */
export const answerError: ErrorHandler<ApiEnv> = (error, c) => problemResponse(asRefusal(error, c), languageOf(c.req.raw));

export const answerNotFound: NotFoundHandler<ApiEnv> = (c) => problemResponse(notFound(), languageOf(c.req.raw));

function asRefusal(error: unknown, c: Context<ApiEnv>): Refusal {
  if (error instanceof Refusal) return error;
  // Hono's own refusals: an unparsable body and another content type.
  if (error instanceof HTTPException && error.status === 400) return unreadable();
  if (error instanceof HTTPException && error.status === 415) return unsupportedMediaType();
  if (isDatabaseUnavailable(error)) {
    log.warn({ error, method: c.req.method, route: c.req.path }, "a request found the database unavailable");
    return databaseUnavailable();
  }
  log.error({ error, method: c.req.method, route: c.req.path }, "a request failed");
  return internal();
}
