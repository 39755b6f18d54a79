import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { etag } from "hono/etag";

const PREFIX = "/_next/static";
const IMMUTABLE = "public, max-age=31536000, immutable";

type Bindings = { incoming: IncomingMessage; outgoing: ServerResponse };

/**
 * The built pages' scripts, styles and fonts, each as it was compressed when it was built (scripts/launch/compress-static.ts):
 * compressing anew for every visitor costs more of the processor, and can afford only a weaker compression. Everything else,
 * also an unknown file, is answered by `pages`.
 */
export function withStaticFiles(folder: string, pages: RequestListener): RequestListener {
  const files = new Hono<{ Bindings: Bindings }>();
  files.use(etag());
  files.use(
    `${PREFIX}/*`,
    serveStatic({
      root: folder,
      precompressed: true,
      rewriteRequestPath: (path) => path.slice(PREFIX.length),
      onFound: (_, c) => {
        // Every name holds a hash of what is in it or the build's number: what has this address never changes.
        c.header("cache-control", IMMUTABLE);
        c.header("etag", `W/"${c.req.path.slice(PREFIX.length + 1)}"`);
        c.header("vary", "Accept-Encoding");
      },
    }),
  );
  files.all("*", ({ env }) => {
    pages(env.incoming, env.outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  // This server speaks HTTP/1 only, so Node's objects are never those of HTTP/2.
  const answerFile = getRequestListener((request, env) => files.fetch(request, env as Bindings));
  return (request, response) => {
    if (request.url?.startsWith(`${PREFIX}/`)) void answerFile(request, response);
    else pages(request, response);
  };
}
