import type { OpenAPIHono } from "@hono/zod-openapi";
import { type ApiEnv, newApi } from "@/lib/api";
import { answerError, answerNotFound } from "./answering";

/** The API of these features, under `/api`. */
export function apiOf(features: OpenAPIHono<ApiEnv>[]): OpenAPIHono<ApiEnv> {
  const api = newApi();
  for (const feature of features) api.route("/api", feature);
  api.onError(answerError);
  api.notFound(answerNotFound);
  return api;
}

/** Every feature's routes. */
export const api = apiOf([]);
