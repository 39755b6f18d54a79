import { createServer, request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createRoute, z } from "@hono/zod-openapi";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { POST } from "@/app/api/webhooks/stripe/route";
import { clientAddress, newApi } from "@/lib/api";
import { ConfigError } from "@/lib/config";
import { log } from "@/lib/log";
import { closeServer, listen, newServer } from "./server";

const feature = newApi()
  .openapi(
    createRoute({
      method: "post",
      path: "/echo",
      request: {
        body: { required: true, content: { "application/json": { schema: z.strictObject({ n: z.number() }) } } },
      },
      responses: {
        200: { description: "the same", content: { "application/json": { schema: z.object({ n: z.number() }) } } },
      },
    }),
    (c) => c.json(c.req.valid("json"), 200),
  )
  .openapi(createRoute({ method: "get", path: "/me", responses: { 200: { description: "address" } } }), (c) =>
    c.json({ address: clientAddress(c) }),
  )
  .openapi(createRoute({ method: "get", path: "/slow", responses: { 200: { description: "late" } } }), async (c) => {
    await sleep(300);
    return c.json({ slow: true });
  });

let done = 0;
const doing = newApi().openapi(
  createRoute({ method: "get", path: "/something", responses: { 200: { description: "done" } } }),
  (c) => {
    done += 1;
    return c.json({ done });
  },
);

const api = apiOf({ features: [feature, doing] });
const servers: ReturnType<typeof newServer>[] = [];

async function open(patience: Parameters<typeof newServer>[1] = {}) {
  const server = newServer({ api: api.fetch, pages: (_request, response) => void response.end("a page") }, patience);
  servers.push(server);
  return { server, port: await listen(server, 0, "127.0.0.1") };
}

afterEach(async () => {
  await Promise.all(
    servers
      .splice(0)
      .filter((server) => server.listening)
      .map((server) => closeServer(server, 0)),
  );
});

/** Writes bytes and gives back everything that came until the other side closed, or until `forMs` have passed. */
async function talk(
  port: number,
  say: (socket: Socket) => void | Promise<void>,
  forMs = 5_000,
): Promise<{ text: string; afterMs: number; closed: boolean }> {
  const begun = performance.now();
  const socket = connect(port, "127.0.0.1");
  let text = "";
  let closed = false;
  socket.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  // A server that has heard enough may cut the line while we are still talking.
  socket.on("error", () => {});
  const end = new Promise<void>((resolve) => socket.once("close", () => resolve(void (closed = true))));
  await say(socket);
  await Promise.race([end, sleep(forMs, undefined, { ref: false })]);
  socket.destroy();
  return { text, afterMs: performance.now() - begun, closed };
}

const head = (line: string, ...headers: string[]) => [line, "Host: localhost", ...headers, "", ""].join("\r\n");

test("the API answers below /api and at /metrics, the pages everywhere else", async () => {
  const { port } = await open();
  const read = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();

  expect(await read("/")).toBe("a page");
  expect(await read("/apiary")).toBe("a page");
  expect(await read("/metricspage")).toBe("a page");
  expect(await read("/api")).toContain("not_found");
  expect(await read("/api?x=1")).toContain("not_found");
  expect(await read("/api/me")).toContain("127.0.0.1");
  expect(await read("/metrics")).toContain("envol_database_up 1");
  expect(await read("/metrics/?x")).toContain("envol_database_up 1");
});

test("pages carry the common security headers, and nothing says what made them", async () => {
  const { port } = await open();

  const { headers } = await fetch(`http://127.0.0.1:${port}/`);

  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.has("x-powered-by")).toBe(false);
});

test("every answer of the API carries its security headers, once each, and a route's own stand instead of ours", async () => {
  const { port } = await open();
  const read = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  const ours = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin-allow-popups",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": expect.stringContaining("camera=()"),
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
  };

  for (const path of ["/api/me", "/api/nowhere", "/metrics"])
    expect(Object.fromEntries((await read(path)).headers)).toMatchObject(ours);

  const docs = await read("/api/docs/start.js");
  expect(docs.headers.get("cache-control")).toBe("public, max-age=300");
  expect(docs.headers.get("x-frame-options")).toBe("DENY");
  expect((await read("/api/docs")).headers.get("content-security-policy")).toContain("script-src 'self'");
});

test("a body announced as too large is refused before it is sent", async () => {
  const { port } = await open();

  const { text, afterMs } = await talk(
    port,
    (socket) =>
      void socket.write(head("POST /api/echo HTTP/1.1", "Content-Type: application/json", "Content-Length: 100000000")),
  );

  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(text).toContain('"too_large"');
  expect(afterMs).toBeLessThan(3_000);
});

test("a body that turns out too large is refused while it is sent, and the line is cut [M8]", async () => {
  const { port } = await open();
  const chunk = `4000\r\n${" ".repeat(0x4000)}\r\n`;
  let sent = 0;

  const { text, closed } = await talk(port, async (socket) => {
    socket.write(head("POST /api/echo HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked"));
    for (; sent < 2_000 && !socket.destroyed; sent += 1) {
      socket.write(chunk);
      if (sent % 10 === 0) await sleep(10);
    }
  });

  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(closed).toBe(true);
  expect(sent).toBeLessThan(2_000);
});

test("a chunked body within the limit is read", async () => {
  const { port } = await open();

  const { text } = await talk(
    port,
    (socket) =>
      void socket.write(
        `${head("POST /api/echo HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked", "Connection: close")}3\r\n{"n\r\n4\r\n":1}\r\n0\r\n\r\n`,
      ),
  );

  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(text).toContain('{"n":1}');
});

test("who sends headers a byte at a time is told 408 and let go [M8]", async () => {
  const { port } = await open({ headersSeconds: 1, requestSeconds: 1 });

  const { text, closed } = await talk(port, async (socket) => {
    for (const byte of head("GET /api/me HTTP/1.1", `X-Slow: ${"y".repeat(500)}`)) {
      if (socket.destroyed) break;
      socket.write(byte);
      await sleep(20);
    }
  });

  expect(text).toMatch(/^HTTP\/1\.1 408 /);
  expect(closed).toBe(true);
});

test("who sends a body a byte at a time is told 408 and let go [M8]", async () => {
  const { port } = await open({ headersSeconds: 1, requestSeconds: 1 });

  const { text, closed } = await talk(port, async (socket) => {
    socket.write(head("POST /api/echo HTTP/1.1", "Content-Type: application/json", "Content-Length: 1000"));
    for (let i = 0; i < 200 && !socket.destroyed; i += 1) {
      socket.write(" ");
      await sleep(20);
    }
  });

  expect(text).toMatch(/^HTTP\/1\.1 408 /);
  expect(closed).toBe(true);
});

test("requests sent without waiting for answers are answered in their order", async () => {
  const { port } = await open();
  const post = (n: number, last = false) => {
    const body = `{"n":${n}}`;
    return (
      head(
        "POST /api/echo HTTP/1.1",
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
        ...(last ? ["Connection: close"] : []),
      ) + body
    );
  };

  const { text } = await talk(
    port,
    (socket) => void socket.write(head("GET /api/slow HTTP/1.1") + post(1) + post(2, true)),
  );

  expect(text.match(/\{"slow":true\}|\{"n":\d\}/g)).toEqual(['{"slow":true}', '{"n":1}', '{"n":2}']);
});

test("a request that was refused does not spoil the next one on its connection", async () => {
  const { port } = await open();
  const bad = head("POST /api/echo HTTP/1.1", "Content-Type: text/plain", "Content-Length: 5") + "hello";

  const { text } = await talk(
    port,
    (socket) => void socket.write(bad + head("GET /api/me HTTP/1.1", "Connection: close")),
  );

  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 415", "HTTP/1.1 200"]);
});

test.each([
  ["no host", "GET /api/me HTTP/1.1\r\n\r\n"],
  ["a host that is none", "GET /api/me HTTP/1.1\r\nHost: a b@c/d\r\n\r\n"],
  [
    "two lengths",
    "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n{}  ",
  ],
  [
    "a length and chunks",
    "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  ["no HTTP at all", "hello\r\n\r\n"],
])("a request with %s is answered 400", async (_what, bytes) => {
  const { port } = await open();

  const { text } = await talk(port, (socket) => void socket.write(bytes), 1_000);

  expect(text).toMatch(/^HTTP\/1\.1 400 /);
});

test("what is answered 400 for its transfer coding was not done [M8]", async () => {
  const { port } = await open();

  const { text } = await talk(
    port,
    (socket) => void socket.write(head("GET /api/something HTTP/1.1", "Transfer-Encoding: identity")),
    1_000,
  );

  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(done).toBe(0);
});

test("headers beyond 16 kB are refused [M8]", async () => {
  const { port } = await open();

  const { text } = await talk(
    port,
    (socket) => void socket.write(head("GET /api/me HTTP/1.1", `X-Long: ${"x".repeat(20_000)}`)),
  );

  expect(text).toMatch(/^HTTP\/1\.1 431 /);
});

test("a whole address on the request line still reaches the API", async () => {
  const { port } = await open();

  const { text } = await talk(
    port,
    (socket) => void socket.write(head("GET http://localhost/api/me HTTP/1.1", "Connection: close")),
  );

  expect(text).toContain('"address":"127.0.0.1"');
});

test("a stopping server finishes what it has begun and takes nothing new [K11]", async () => {
  const { server, port } = await open();
  const begun = new Promise<string>((resolve, reject) => {
    httpRequest({ port, host: "127.0.0.1", path: "/api/slow", headers: { connection: "keep-alive" } }, (answer) => {
      let text = "";
      answer
        .setEncoding("utf8")
        .on("data", (chunk) => (text += chunk))
        .on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });
  await sleep(100);

  const started = performance.now();
  await closeServer(server, 3_000);

  expect(await begun).toBe('{"slow":true}');
  expect(performance.now() - started).toBeLessThan(1_500);
  await expect(fetch(`http://127.0.0.1:${port}/api/me`)).rejects.toThrow();
});

test("a request that does not end is cut when the time is over", async () => {
  const { server, port } = await open();
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(head("POST /api/echo HTTP/1.1", "Content-Type: application/json", "Content-Length: 1000"));
  await sleep(50);

  const started = performance.now();
  await closeServer(server, 200);

  expect(performance.now() - started).toBeLessThan(1_000);
});

test("a port that is taken is told in a sentence", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo; // it listens on a port

  const attempt = listen(newServer({ api: api.fetch }), port, "127.0.0.1");

  await expect(attempt).rejects.toThrow(ConfigError);
  await expect(attempt).rejects.toThrow(`port ${port} is taken`);
  other.close();
});

test("without pages everything is the API's", async () => {
  const server = newServer({ api: api.fetch });
  servers.push(server);
  const port = await listen(server, 0, "127.0.0.1");

  const answer = await fetch(`http://127.0.0.1:${port}/stages`);

  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: "not_found" });
});

test("an upload that breaks off is no outage of ours: nothing is logged as one", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => {});
  const failed = vi.spyOn(log, "error").mockImplementation(() => {});
  const withWebhook = newServer({ api: apiOf({ features: [feature], webhook: POST }).fetch });
  servers.push(withWebhook);
  const port = await listen(withWebhook, 0, "127.0.0.1");

  const begun = (path: string, length: string) =>
    head(`POST ${path} HTTP/1.1`, "Content-Type: application/json", length);
  for (const bytes of [
    begun("/api/webhooks/stripe", "Content-Length: 1000") + '{"id"',
    begun("/api/webhooks/stripe", "Transfer-Encoding: chunked") + '5\r\n{"id"\r\n',
    begun("/api/echo", "Content-Length: 1000") + '{"n"',
    begun("/api/echo", "Transfer-Encoding: chunked") + '4\r\n{"n"\r\n',
  ]) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(bytes);
    await sleep(100);
    socket.resetAndDestroy();
  }
  await sleep(200);

  expect(warned.mock.calls).toEqual([]);
  expect(failed.mock.calls).toEqual([]);
});
