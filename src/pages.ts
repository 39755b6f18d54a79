import { existsSync } from "node:fs";
import type { IncomingMessage, RequestListener } from "node:http";
import path from "node:path";
import type { Duplex } from "node:stream";
import { ConfigError } from "@/lib/config";
import { root } from "@/lib/root";
import { withStaticFiles } from "./static-files";

export type Pages = {
  answer: RequestListener;
  upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | undefined;
  close: () => Promise<void>;
};

/** Next, ready to answer the pages. @throws ConfigError when they have not been built. */
export async function openPages({ development, port }: { development: boolean; port: number }): Promise<Pages> {
  if (!development && !existsSync(path.join(root, ".next", "BUILD_ID"))) {
    throw new ConfigError("Envol cannot start: its pages are not built. Run npm run build.");
  }
  // React and Next choose their build by this when they are loaded, and nothing is sent to anybody.
  Object.assign(process.env, { NODE_ENV: development ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" });
  const { default: next } = await import("next");
  // Next compares this name with that of the addresses that src/proxy.ts rewrites to, in which every loopback address is
  // called localhost; with another one here it would answer each page with a redirect to itself.
  const app = next({ dev: development, dir: root, hostname: "localhost", port, quiet: !development });
  await app.prepare();
  const handle = app.getRequestHandler();
  const answer: RequestListener = (request, response) => void handle(request, response);
  return {
    answer: development ? answer : withStaticFiles(path.join(root, ".next", "static"), answer),
    upgrade: development ? app.getUpgradeHandler() : undefined,
    close: () => app.close(),
  };
}
