import { Hono } from "hono";
import { z } from "zod";
import type { Controls } from "../controls";
import { API_FAULTS, DELIVERY_FAULTS, type Fault } from "../core/faults";
import type { Bindings } from "./app";

const LONGEST_MS = 10 * 60 * 1_000;

export const faultSchema: z.ZodType<Fault> = z.strictObject({
  kind: z.enum([...API_FAULTS, ...DELIVERY_FAULTS]),
  probability: z.number().min(0).max(1).optional(),
  count: z.int().min(1).optional(),
  method: z.string().max(10).optional(),
  path: z.string().startsWith("/").max(200).optional(),
  eventType: z.string().max(100).optional(),
  copies: z.int().min(1).max(100).optional(),
  parallel: z.boolean().optional(),
  ms: z.int().min(0).max(LONGEST_MS).optional(),
  part: z.enum(["body", "signature"]).optional(),
});

const manyFaults = z.union([
  z.array(faultSchema),
  z.strictObject({ faults: z.array(faultSchema) }).transform((body) => body.faults),
]);

/**
 * Switches for programs: GET what is on, PUT all that shall be on, POST one more, DELETE all or one `?kind=`. JSON only,
 * so that no page of another origin can switch anything without asking first.
 */
export function controlApp(controls: Controls): Hono<Bindings> {
  const app = new Hono<Bindings>();
  const answer = () => ({ faults: controls.faults.list() });

  app.use("/_sandbox/*", async (c, next) => {
    const writes = c.req.method === "PUT" || c.req.method === "POST";
    if (writes && !/^application\/json\b/i.test(c.req.header("content-type") ?? ""))
      return c.json({ error: "Send JSON, with Content-Type: application/json" }, 415);
    return next();
  });
  app.get("/_sandbox/faults", (c) => c.json(answer()));
  app.put("/_sandbox/faults", async (c) => {
    const wanted = manyFaults.safeParse(await json(c.req.raw));
    if (!wanted.success) return c.json({ error: z.prettifyError(wanted.error) }, 422);
    controls.faults.set(wanted.data);
    return c.json(answer());
  });
  app.post("/_sandbox/faults", async (c) => {
    const wanted = faultSchema.safeParse(await json(c.req.raw));
    if (!wanted.success) return c.json({ error: z.prettifyError(wanted.error) }, 422);
    controls.faults.add(wanted.data);
    return c.json(answer(), 201);
  });
  app.delete("/_sandbox/faults", (c) => {
    controls.faults.clear(c.req.query("kind"));
    return c.json(answer());
  });
  return app;
}

async function json(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
