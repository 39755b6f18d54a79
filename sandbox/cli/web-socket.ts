import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/**
 * As much of RFC 6455 as the Stripe CLI speaks: whole text frames, ping, close. Written here because nothing else in
 * the sandbox needs a WebSocket, and frames of this kind are a page of code.
 */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
/** A receiver's answer that the CLI hands back; more is no longer an answer to an event. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;

export class WebSocket {
  private readonly stream: Duplex;
  private readonly onText: (text: string) => void;
  private pending: Buffer = Buffer.alloc(0);

  constructor(stream: Duplex, onText: (text: string) => void, onEnd: () => void) {
    this.stream = stream;
    this.onText = onText;
    stream.on("data", (part: Buffer) => this.receive(part));
    stream.on("error", () => stream.destroy());
    stream.on("close", onEnd);
  }

  send(text: string): void {
    this.write(TEXT, Buffer.from(text));
  }

  close(): void {
    // 1001: going away.
    this.write(CLOSE, Buffer.from([0x03, 0xe9]));
    // A client that does not hang up in turn must not keep the server open.
    this.stream.end(() => this.stream.destroy());
  }

  private receive(part: Buffer): void {
    this.pending = Buffer.concat([this.pending, part]);
    for (let frame = readFrame(this.pending); frame; frame = readFrame(this.pending)) {
      if (frame === "wrong") {
        this.stream.destroy();
        return;
      }
      this.pending = this.pending.subarray(frame.length);
      if (frame.kind === TEXT) this.onText(frame.payload.toString());
      else if (frame.kind === PING) this.write(PONG, frame.payload);
      else if (frame.kind === CLOSE) this.stream.end();
    }
  }

  private write(kind: number, payload: Buffer): void {
    if (this.stream.writable) this.stream.write(Buffer.concat([header(kind, payload.length), payload]));
  }
}

/** Answers the upgrade; false when it is none that the CLI would ask for. */
export function acceptUpgrade(request: IncomingMessage, stream: Duplex): boolean {
  const key = request.headers["sec-websocket-key"];
  if (request.headers.upgrade?.toLowerCase() !== "websocket" || !key) return false;
  const [protocol] = (request.headers["sec-websocket-protocol"] ?? "").split(/\s*,\s*/);
  const accept = createHash("sha1")
    .update(key + GUID)
    .digest("base64");
  stream.write(
    [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${accept}`,
      ...(protocol && /^[\w.-]+$/.test(protocol) ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
      "",
      "",
    ].join("\r\n"),
  );
  return true;
}

function header(kind: number, length: number): Buffer {
  const first = 0x80 | kind;
  if (length < 126) return Buffer.from([first, length]);
  if (length < 0x10000) {
    const short = Buffer.from([first, 126, 0, 0]);
    short.writeUInt16BE(length, 2);
    return short;
  }
  const long = Buffer.alloc(10);
  long[0] = first;
  long[1] = 127;
  long.writeBigUInt64BE(BigInt(length), 2);
  return long;
}

type Frame = { kind: number; payload: Buffer; length: number };

/** The first whole frame of what has arrived, if it is whole. Clients must mask theirs. */
function readFrame(bytes: Buffer): Frame | "wrong" | undefined {
  if (bytes.length < 2) return undefined;
  const second = bytes.readUInt8(1);
  if ((second & 0x80) === 0) return "wrong";
  let length = second & 0x7f;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return undefined;
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return undefined;
    length = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  if (length > MAX_FRAME_BYTES) return "wrong";
  if (bytes.length < at + 4 + length) return undefined;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length));
  for (let index = 0; index < payload.length; index += 1)
    payload.writeUInt8(payload.readUInt8(index) ^ mask.readUInt8(index % 4), index);
  return { kind: bytes.readUInt8(0) & 0x0f, payload, length: at + 4 + length };
}
