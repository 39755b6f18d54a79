import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { ApiEnv } from "@/lib/api";
import { ConfigError } from "@/lib/config";
import { preferredLanguage } from "@/lib/languages";
import { problemResponse } from "@/lib/problem";
import { headersOfEveryAnswer } from "@/lib/surroundings";
import { unreadable } from "./app/api/refusals";

export type Answering = {
  /** `/api/…` and `/metrics`, as web-standard requests; `env` carries Node's own request. */
  api: (request: Request, env: ApiEnv["Bindings"]) => Response | Promise<Response>;
  /** Everything else; without it (a worker) it is answered by `api`, as not found. */
  pages?: RequestListener | undefined;
  /** Hot reload's web socket. */
  upgrade?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | undefined;
};

type Patience = {
  /** For the headers of a request to arrive. */
  headersSeconds: number;
  /** For the whole request to arrive, body included. Writes are small: slower than this is an attack or a broken line. */
  requestSeconds: number;
  /** For the next request on an open connection; longer than the minute after which usual balancers close theirs. */
  keepAliveSeconds: number;
  /** Without a byte either way. */
  silenceSeconds: number;
};

const PATIENCE: Patience = { headersSeconds: 10, requestSeconds: 20, keepAliveSeconds: 65, silenceSeconds: 120 };

/** One server for everything: Hono answers the API, Next the pages. It does not listen yet. */
export function newServer({ api, pages, upgrade }: Answering, patience: Partial<Patience> = {}): Server {
  const { headersSeconds, requestSeconds, keepAliveSeconds, silenceSeconds } = { ...PATIENCE, ...patience };
  // This server speaks HTTP/1 only, so Node's objects are never those of HTTP/2.
  const answerApi = getRequestListener((request, env) => api(request, env as ApiEnv["Bindings"]), {
    errorHandler: answerUnreadable,
  });
  const server = createServer(
    {
      headersTimeout: headersSeconds * 1_000,
      requestTimeout: requestSeconds * 1_000,
      keepAliveTimeout: keepAliveSeconds * 1_000,
      // Node looks for late requests only this often (30 s unless told).
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      if (pages === undefined || isForApi(request.url ?? "")) return void answerApi(request, response);
      answerPage(pages, request, response);
    },
  );
  if (upgrade)
    server.on("upgrade", (request, socket, head) => void upgrade(request, socket, head).catch(() => socket.destroy()));
  else server.setTimeout(silenceSeconds * 1_000);
  return server;
}

/** `/api`, `/api/…` and `/metrics`, also when the client writes the whole address on the request line. */
function isForApi(url: string): boolean {
  return /^(?:https?:\/\/[^/?#]*)?\/(?:api(?:[/?#]|$)|metrics\/?(?:[?#]|$))/.test(url);
}

function answerPage(pages: RequestListener, request: IncomingMessage, response: ServerResponse): void {
  // Next adds the pages' own policy (src/proxy.ts); these stand also on its files and its errors.
  for (const [name, value] of headersOfEveryAnswer()) response.setHeader(name, value);
  pages(request, response);
}

/** A request that is no valid web request, such as one with an invalid Host: nothing of ours has seen it. */
function answerUnreadable(): Response {
  const response = problemResponse(unreadable(), preferredLanguage(undefined));
  for (const [name, value] of headersOfEveryAnswer()) response.headers.set(name, value);
  return response;
}

/** Returns the port, which the system chose when asked for 0. @throws ConfigError when the address cannot be had. */
export async function listen(
  server: Server,
  port: number,
  host: string,
  setting: "PORT" | "WORKER_PORT" = "PORT",
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(asSentence(error, port, host, setting)));
    server.listen(port, host, resolve);
  });
  server.removeAllListeners("error");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address.port;
}

function asSentence(error: NodeJS.ErrnoException, port: number, host: string, setting: string): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new ConfigError(
        `Envol cannot start: port ${port} is taken by another program. Set ${setting} to a free one.`,
      );
    case "EACCES":
      return new ConfigError(
        `Envol cannot start: this user may not open port ${port}. Set ${setting} to one above 1023.`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ConfigError(
        `Envol cannot start: ${host} is no address of this machine. Set HOST, for instance to 0.0.0.0.`,
      );
    default:
      return error;
  }
}

/** Accepts nothing more and lets running requests finish, until `withinMs` have passed: then their connections are cut. */
export async function closeServer(server: Server, withinMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that has just finished its request becomes idle, and would be kept for the next one.
  const sweep = setInterval(() => server.closeIdleConnections(), 25);
  const cut = setTimeout(() => server.closeAllConnections(), withinMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
