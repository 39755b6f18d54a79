import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { weighPage } from "./page-weight";

const SCRIPT = Buffer.from("void 0;".repeat(1_000));
const PAGE = `<html><head>
  <link rel="stylesheet" href="/a.css"/><link rel="icon" href="/icon.svg"/><link rel="preload" as="script" href="/one.js?v=1&amp;w=2"/>
  <script src="/one.js?v=1&amp;w=2" async=""></script><script src="/old.js" noModule=""></script>
  </head><body><img src="data:image/gif;base64,AA"/><script>inline()</script><script src="//elsewhere.example/x.js"></script></body></html>`;

test("a page weighs what is sent for it: each script once and compressed, none that only old browsers fetch", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/") return void response.end(PAGE);
    if (!request.url?.startsWith("/one.js")) return void response.end("12345");
    response.setHeader("content-encoding", "gzip");
    response.end(gzipSync(SCRIPT));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe

  const weight = await weighPage(`http://127.0.0.1:${port}`, "/");

  expect(weight).toEqual({
    scriptBytes: gzipSync(SCRIPT).length,
    styleBytes: 5,
    pictureBytes: 5,
    htmlBytes: Buffer.byteLength(PAGE),
    scriptEncoding: "gzip",
  });
  expect(asked.filter((path) => path.startsWith("/one.js"))).toEqual(["/one.js?v=1&w=2"]);
});
