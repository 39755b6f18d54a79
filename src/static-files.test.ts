import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compressStatic } from "../scripts/launch/compress-static";
import { closeServer, listen, newServer } from "./server";
import { withStaticFiles } from "./static-files";

const SCRIPT = "export const wind = 'light';\n".repeat(50);
const FONT = Buffer.from("a font");
const folder = mkdtempSync(path.join(tmpdir(), "static-"));
const server = newServer({
  api: () => new Response("the API"),
  pages: withStaticFiles(folder, (request, response) => {
    response.statusCode = 404;
    response.end(`a page for ${request.method} ${request.url}`);
  }),
});
let port = 0;

beforeAll(async () => {
  mkdirSync(path.join(folder, "chunks"));
  writeFileSync(path.join(folder, "chunks", "a1b2.js"), SCRIPT);
  writeFileSync(path.join(folder, "chunks", "inter.woff2"), FONT);
  writeFileSync(path.join(folder, "..", `${path.basename(folder)}.txt`), "outside");
  await compressStatic(folder);
  port = await listen(server, 0, "127.0.0.1");
});

afterAll(async () => {
  await closeServer(server, 0);
  rmSync(folder, { recursive: true });
  rmSync(`${folder}.txt`);
});

type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** As it comes over the wire: `fetch` would unpack it, and tidy the path. */
function ask(file: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpRequest({ port, host: "127.0.0.1", path: `/_next/static/${file}`, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end();
  });
}

const BROWSER = { "accept-encoding": "gzip, deflate, br, zstd" };

test("a browser is sent the file as it was compressed at build time, and keeps it for good", async () => {
  const { status, headers, body } = await ask("chunks/a1b2.js", BROWSER);

  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "content-encoding": "br",
    "content-length": String(body.length),
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    vary: "Accept-Encoding",
    "x-content-type-options": "nosniff",
  });
  expect(brotliDecompressSync(body).toString()).toBe(SCRIPT);
});

test("who does not know Brotli is sent gzip, and who names neither the plain file", async () => {
  const gzipped = await ask("chunks/a1b2.js", { "accept-encoding": "gzip, deflate" });
  const plain = await ask("chunks/a1b2.js");

  expect(gzipped.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(gzipped.body).toString()).toBe(SCRIPT);
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.headers["vary"]).toBe("Accept-Encoding");
  expect(plain.body.toString()).toBe(SCRIPT);
});

test("a font, compressed in itself, is sent as it is", async () => {
  const { headers, body } = await ask("chunks/inter.woff2", BROWSER);

  expect(headers["content-type"]).toBe("font/woff2");
  expect(headers["content-encoding"]).toBeUndefined();
  expect(body).toEqual(FONT);
});

test("HEAD tells the same without a body", async () => {
  const get = await ask("chunks/a1b2.js", BROWSER);
  const { status, headers, body } = await ask("chunks/a1b2.js", BROWSER, "HEAD");

  expect(status).toBe(200);
  expect({ ...headers, date: "", connection: "" }).toEqual({ ...get.headers, date: "", connection: "" });
  expect(body).toHaveLength(0);
});

test("a part of a file can be asked for", async () => {
  const { status, headers, body } = await ask("chunks/a1b2.js", { range: "bytes=7-11" });

  expect(status).toBe(206);
  expect(headers["content-range"]).toBe(`bytes 7-11/${SCRIPT.length}`);
  expect(body.toString()).toBe("const");
});

test("who has the file already is told so", async () => {
  const { headers } = await ask("chunks/a1b2.js", BROWSER);

  const { status, body } = await ask("chunks/a1b2.js", { ...BROWSER, "if-none-match": String(headers["etag"]) });

  expect(status).toBe(304);
  expect(body).toHaveLength(0);
});

test.for([
  ["GET", "chunks/nothing.js"],
  ["POST", "chunks/a1b2.js"],
  ["GET", ""],
  ["GET", "chunks"],
  ["GET", `../${path.basename(folder)}.txt`],
  ["GET", `..%2f${path.basename(folder)}.txt`],
] as const)("%s of «%s» is Next's to answer", async ([method, file]) => {
  const { status, headers, body } = await ask(file, BROWSER, method);

  expect(status).toBe(404);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["cache-control"]).toBeUndefined();
  expect(body.toString()).toBe(`a page for ${method} /_next/static/${file}`);
});
