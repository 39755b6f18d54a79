import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { toldAs } from "./events";
import { fillIn, type Known } from "./known-values";
import { mutated } from "./json-mutations";
import type { Body, HostileRequest, Spoiling } from "./hostile-request";
import { headerOf } from "./signatures";
import { answersOf, talk } from "./wire/talk";
import type { World } from "./world";

/** A request as it leaves, with everything that is known written into it. */
export type Sent = { method: string; address: string; headers: [string, string][]; body: Buffer | null };
export const pathOf = (address: string): string => new URL(address, "http://localhost").pathname;
export const isWebhook = (sent: Sent): boolean =>
  sent.method === "POST" && /^\/api\/webhooks\/stripe\/?$/.test(sent.address);

export type Received = { status: number; headers: Headers; text: string; ms: number };

export type Circumstances = {
  known: Known;
  cookie: string | undefined;
  /** As a proxy of ours would tell it. */
  comesFrom: string;
  /** That no other request has. */
  word: string;
  eventBody: (which: number, of: "visitor" | "victim") => string;
};

export function prepare(request: HostileRequest, at: Circumstances): Sent {
  const content = contentOf(request.body, at);
  const headers = request.headers.map(([name, value]): [string, string] => [name, fillIn(value, at.known)]);
  let body: Buffer | null = content === null ? null : Buffer.from(fillIn(content, at.known), "utf8");
  for (const spoiling of request.spoiling) if (body) body = spoiled(body, spoiling, headers);
  if (request.signature) {
    const header = headerOf(request.signature, body ?? Buffer.alloc(0));
    if (header !== null) headers.push(["stripe-signature", header]);
  }
  const has = (header: string) => headers.some(([name]) => name === header);
  if (at.cookie !== undefined && !has("cookie")) headers.push(["cookie", at.cookie]);
  if (!has("x-forwarded-for")) headers.push(["x-forwarded-for", at.comesFrom]);
  return { method: request.method, address: fillIn(request.address, at.known), headers, body };
}

function contentOf(body: Body, at: Circumstances): string | null {
  switch (body.is) {
    case "nothing":
      return null;
    case "text":
      return body.text;
    case "json":
      return mutated(body.value, body.changes);
    case "event": {
      const event = at.eventBody(body.which, body.of);
      return mutated(body.as === null ? JSON.parse(event) : toldAs(event, body.as, `evt_${at.word}`), body.changes);
    }
    default:
      return body satisfies never;
  }
}

const bomb = (): Buffer => Buffer.alloc(20_000_000, " ");

function spoiled(body: Buffer, spoiling: Spoiling, headers: [string, string][]): Buffer {
  switch (spoiling.do) {
    case "cut":
      return body.subarray(0, Math.floor(body.length * spoiling.at));
    case "insert": {
      const at = Math.floor(body.length * spoiling.at);
      return Buffer.concat([body.subarray(0, at), Buffer.from(spoiling.bytes), body.subarray(at)]);
    }
    case "repeat":
      return Buffer.concat(Array.from({ length: spoiling.times }, () => body));
    case "encode":
      if (spoiling.as === "bom") return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
      return Buffer.from(body.toString("utf8"), spoiling.as === "utf16" ? "utf16le" : "latin1");
    case "compress": {
      if (spoiling.saysSo) headers.push(["content-encoding", spoiling.as]);
      return spoiling.bomb ? bombOf(spoiling.as) : pack[spoiling.as](body);
    }
    default:
      return spoiling satisfies never;
  }
}

const pack = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
};
const bombs = new Map<keyof typeof pack, Buffer>();

/** Twenty megabytes of blanks in some kilobytes; made once, for it takes its time. */
function bombOf(encoding: keyof typeof pack): Buffer {
  const bytes = bombs.get(encoding) ?? pack[encoding](bomb());
  bombs.set(encoding, bytes);
  return bytes;
}

/** Null when the web's own classes refuse to make such a request: then only a socket can carry it. */
export async function sendInProcess(api: World["api"], sent: Sent): Promise<Received | null> {
  let request: Request;
  try {
    request = new Request(`http://localhost:3000${sent.address}`, {
      method: sent.method,
      headers: sent.headers,
      ...(sent.body && { body: new Uint8Array(sent.body) }),
    });
  } catch {
    return null;
  }
  const begun = performance.now();
  const answer = await api.request(request);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, ms: performance.now() - begun };
}

/** Over a real connection of its own. Null when the server closed it without a word. */
export async function sendOverSocket(port: number, sent: Sent): Promise<Received | null> {
  const begun = performance.now();
  const heard = await talk(port, [onTheWire(sent)], { patienceMs: 10_000 });
  const [first] = answersOf(heard.bytes, sent.method === "HEAD");
  return first ? { ...first, ms: performance.now() - begun } : null;
}

/** As bytes. What would end the header too early is taken out: raw sockets have their own stories (wire). */
export function onTheWire({ method, address, headers, body }: Sent): Buffer {
  const lines = [`${method} ${inOneWord(address)} HTTP/1.1`];
  const has = (name: string) => headers.some(([other]) => other === name);
  if (!has("host")) lines.push("host: localhost");
  // oxlint-disable-next-line no-control-regex -- U+0000 is exactly what is meant
  for (const [name, value] of headers) lines.push(`${name}: ${value.replaceAll(/[\r\n\u0000]/g, "?")}`);
  if (body && !has("content-length") && !has("transfer-encoding")) lines.push(`content-length: ${body.length}`);
  lines.push("connection: close", "", "");
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), body ?? Buffer.alloc(0)]);
}

const inOneWord = (address: string): string => encodeURI(address.toWellFormed()).replaceAll("%25", "%");
