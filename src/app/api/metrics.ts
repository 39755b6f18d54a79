import { createHash, timingSafeEqual } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import { newApi } from "@/lib/api";
import { config } from "@/lib/config";
import { metrics } from "@/lib/metrics";
import { unauthorized } from "./refusals";
import { refreshWaitingFigures } from "./waiting-figures";

const getMetrics = createRoute({
  method: "get",
  path: "/metrics",
  operationId: "getMetrics",
  summary: "Figures of this process and of what waits in the database",
  tags: ["Operation"],
  security: [{ metricsToken: [] }],
  responses: { 200: { description: "Prometheus text", content: { "text/plain": { schema: z.string() } } } },
});

export const metricsRoutes = newApi().openapi(getMetrics, async (c) => {
  const token = config().METRICS_TOKEN;
  if (token !== undefined && !isBearer(c.req.header("authorization"), token)) throw unauthorized();
  await refreshWaitingFigures();
  const { registry } = metrics();
  return c.text(await registry.metrics(), 200, { "content-type": registry.contentType });
});

function isBearer(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +(.+)$/i.exec(authorization ?? "")?.[1] ?? "";
  // Hashes are of equal length, so that the comparison takes the same time whatever was given.
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
