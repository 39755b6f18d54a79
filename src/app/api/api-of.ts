import type { OpenAPIHono } from "@hono/zod-openapi";
import { methodNotAllowed } from "hono/method-not-allowed";
import { type ApiEnv, languageOf, newApi } from "@/lib/api";
import { problemResponse } from "@/lib/problem";
import { answerError, answerNotFound } from "./answering";
import { endHangingHandlers, guardWrites, refuseLongUrls, refuseOtherTransferCodings, shedLoad } from "./guards";
import { docsRoutes } from "./docs";
import { healthRoutes } from "./health";
import { metricsRoutes } from "./metrics";
import { observe } from "./observe";
import { openApiRoutes } from "./openapi";
import * as refusals from "./refusals";

type Parts = {
  features: OpenAPIHono<ApiEnv>[];
  /** Stripe's webhook stands before the guards: its protection is the signature, its limits are its own. */
  webhook?: (request: Request) => Promise<Response>;
  handlerTimeoutMs?: number;
};

/** Everything that answers as API: `/api/…` and `/metrics`. */
export function apiOf({ features, webhook, handlerTimeoutMs }: Parts): OpenAPIHono<ApiEnv> {
  const api = newApi();
  api.onError(answerError);
  api.notFound(answerNotFound);
  api.use(observe);
  api.use(
    methodNotAllowed({
      app: api,
      onMethodNotAllowed: (c, methods) => problemResponse(refusals.methodNotAllowed(methods), languageOf(c.req.raw)),
    }),
  );
  api.use(refuseLongUrls);
  api.use(refuseOtherTransferCodings);
  api.route("/", healthRoutes);
  api.route("/", metricsRoutes);
  api.use(shedLoad);
  api.use(endHangingHandlers(handlerTimeoutMs));
  if (webhook) api.post("/api/webhooks/stripe", (c) => webhook(c.req.raw));
  api.use("/api/*", guardWrites);
  for (const feature of features) api.route("/api", feature);
  api.route("/", openApiRoutes(api));
  api.route("/", docsRoutes);
  return api;
}
