import { readFileSync } from "node:fs";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

/**
 * The limit of a read: Hono, which we use too, answering with the very bytes and headers that we answer with, which it keeps in
 * memory. The file holds what to answer to which path. A plain Response is the fastest way that Hono has.
 */
type Kept = Record<string, { headers: Record<string, string>; base64: string }>;

const [file = ""] = process.argv.slice(2);
const kept = JSON.parse(readFileSync(file, "utf8")) as Kept; // written by the bench
const app = new Hono();
for (const [path, { headers, base64 }] of Object.entries(kept)) {
  const bytes = Buffer.from(base64, "base64");
  app.get(path, () => new Response(bytes, { headers }));
}
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  console.log(`Bare Hono ready on http://127.0.0.1:${port}`);
});
