import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Bytes to write, a wait in milliseconds, or how to end our side. */
export type Say = Buffer | number | "end" | "reset";
export type Heard = { bytes: Buffer; closed: boolean; ms: number };

/** Says everything in its order and listens until the other side closes, or until the patience is over. */
export async function talk(port: number, say: Say[], { patienceMs }: { patienceMs: number }): Promise<Heard> {
  const begun = performance.now();
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const chunks: Buffer[] = [];
  let closed = false;
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // A server that has heard enough may cut the line while we are still talking.
  socket.on("error", () => {});
  const timer = new AbortController();
  const end = new Promise<void>((resolve) =>
    socket.once("close", () => {
      closed = true;
      timer.abort();
      resolve();
    }),
  );
  const speak = async () => {
    for (const one of say) {
      if (socket.destroyed) return;
      if (typeof one === "number") await sleep(one);
      else if (one === "end") socket.end();
      else if (one === "reset") socket.resetAndDestroy();
      else socket.write(one);
    }
  };
  await Promise.race([Promise.all([speak(), end]), patience(patienceMs, timer.signal)]);
  socket.destroy();
  return { bytes: Buffer.concat(chunks), closed, ms: performance.now() - begun };
}

const TICK_MS = 100;

/** On a busy machine this process, server and all, may get no turn for seconds: only time counts in which it could have answered. */
async function patience(ms: number, over: AbortSignal): Promise<void> {
  for (let passed = 0; passed < ms && !over.aborted; passed += TICK_MS) await sleep(TICK_MS);
}

export type WireAnswer = { status: number; headers: Headers; text: string };

/** The answers in what was heard; interim ones (1xx) are passed over. Throws when it is no HTTP. */
export function answersOf(bytes: Buffer, withoutBody = false): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) throw new Error(`no HTTP: ${JSON.stringify(rest.toString("latin1", 0, 200))}`);
    const [first = "", ...lines] = rest.toString("latin1", 0, end).split("\r\n");
    const status = /^HTTP\/1\.[01] (\d{3}) /.exec(`${first} `)?.[1];
    if (status === undefined) throw new Error(`no HTTP: ${JSON.stringify(first.slice(0, 200))}`);
    rest = rest.subarray(end + 4);
    if (status.startsWith("1")) continue;
    const headers = new Headers();
    for (const line of lines) {
      const colon = line.indexOf(":");
      headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
    }
    const body =
      withoutBody || status === "204" || status === "304" ? { text: Buffer.alloc(0), rest } : bodyOf(rest, headers);
    answers.push({ status: Number(status), headers, text: body.text.toString("utf8") });
    rest = body.rest;
  }
  return answers;
}

function bodyOf(bytes: Buffer, headers: Headers): { text: Buffer; rest: Buffer } {
  const length = headers.get("content-length");
  if (length !== null) return { text: bytes.subarray(0, Number(length)), rest: bytes.subarray(Number(length)) };
  if (headers.get("transfer-encoding") !== "chunked") return { text: bytes, rest: Buffer.alloc(0) };
  const chunks: Buffer[] = [];
  for (let rest = bytes; ;) {
    const end = rest.indexOf("\r\n");
    if (end < 0) return { text: Buffer.concat(chunks), rest: Buffer.alloc(0) };
    const size = Number.parseInt(rest.toString("latin1", 0, end), 16);
    if (size === 0) return { text: Buffer.concat(chunks), rest: rest.subarray(end + 4) };
    chunks.push(rest.subarray(end + 2, end + 2 + size));
    rest = rest.subarray(end + 2 + size + 2);
  }
}
