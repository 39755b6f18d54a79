import fc from "fast-check";
import { gzipSync } from "node:zlib";

/** What is said on one raw connection, in latin1; a number is a wait in milliseconds. */
export type Word = string | number | { finally: "end" | "reset" };
export type Conversation = {
  kind: string;
  say: Word[];
  /** The statuses that must come back, in this order; absent: whatever is no 5xx and well formed. */
  statuses?: number[];
};

type Draw = fc.Arbitrary<Omit<Conversation, "kind">>;

const END: Word = { finally: "end" };
const head = (line: string, ...headers: string[]): string => [line, "host: localhost", ...headers, "", ""].join("\r\n");
const JSON_TYPE = "content-type: application/json";
const cart = head("GET /api/cart HTTP/1.1");
const post = (path: string, ...headers: string[]): string => head(`POST ${path} HTTP/1.1`, JSON_TYPE, ...headers);

const paths = fc.constantFrom("/api/cart/items", "/api/orders/create", "/api/cart/gift-cards", "/api/webhooks/stripe");
const junk = (most: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: 1, maxLength: most }).map((bytes) => Buffer.from(bytes).toString("latin1"));

/** Complete requests of which none can write, with what each is answered. */
const QUESTIONS: readonly [string, number][] = [
  [cart, 200],
  [head("GET /api/health/live HTTP/1.1"), 200],
  [head("GET /api/nothing HTTP/1.1"), 404],
  [head("PUT /api/cart HTTP/1.1", "content-length: 0"), 405],
  [head("POST /api/cart/items HTTP/1.1", "content-type: text/plain", "content-length: 5") + "hello", 415],
  [post("/api/cart/items", "content-length: 1") + "{", 400],
  [post("/api/cart/items", "content-length: 2") + "{}", 422],
  [post("/api/cart/gift-cards", "transfer-encoding: chunked") + 'c\r\n{"code":"x"}\r\n0\r\n\r\n', 409],
  [post("/api/webhooks/stripe", "content-length: 2", "stripe-signature: t=1,v1=00") + "{}", 400],
  [post("/api/orders/create", "content-encoding: gzip", "content-length: 2") + "xx", 415],
];

/** Each of these must have been heard on one connection among others before anybody may say that pipelining works. */
export const PIPELINED_STATUSES: ReadonlySet<number> = new Set(QUESTIONS.map(([, status]) => status));

const pipelined: Draw = fc.array(fc.constantFrom(...QUESTIONS), { minLength: 2, maxLength: 25 }).map((questions) => ({
  say: [[...questions.map(([text]) => text), head("GET /api/health/live HTTP/1.1", "connection: close")].join("")],
  statuses: [...questions.map(([, status]) => status), 200],
}));

const falseLength: Draw = fc
  .tuple(
    paths,
    fc.constantFrom(
      "0",
      "1",
      "5",
      "+2",
      "-1",
      "0x2",
      "2, 2",
      "2,3",
      "2 2",
      "99999",
      "262145",
      "1e3",
      "18446744073709551616",
      " ",
      "2;",
    ),
    fc.constantFrom("{}", "", "x".repeat(3_000), "{}GET /api/cart HTTP/1.1\r\nhost: x\r\n\r\n"),
  )
  .map(([path, length, body]) => ({ say: [post(path, `content-length: ${length}`) + body, END] }));

const twoLengths: Draw = fc
  .tuple(
    paths,
    fc.constantFrom(
      "content-length: 3\r\ncontent-length: 4",
      "content-length: 2\r\ntransfer-encoding: chunked",
      "transfer-encoding: chunked\r\ntransfer-encoding: identity",
      "transfer-encoding: xchunked",
      "transfer-encoding: chunked, gzip",
      "transfer-encoding:\u000bchunked",
      "transfer-encoding : chunked",
      "x: y\r\n transfer-encoding: chunked",
    ),
  )
  .map(([path, headers]) => ({ say: [post(path, headers) + "2\r\n{}\r\n0\r\n\r\n", END] }));

const falseChunks: Draw = fc
  .tuple(
    paths,
    fc.constantFrom(
      "x\r\n{}\r\n0\r\n\r\n",
      "-2\r\n{}\r\n",
      "0x2\r\n{}\r\n0\r\n\r\n",
      "2\r\n{}GET",
      "FFFFFFFFFFFFFFFFF\r\n{}",
      "7fffffff\r\n{}",
      "2\n{}\n0\n\n",
      `2;${"x".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
      `2\r\n{}\r\n0\r\n${"trailer: x\r\n".repeat(3_000)}\r\n`,
      "2\r\n{}\r\n0\r\ncontent-length: 5\r\nhost: y\r\n\r\n",
      "1\r\n{\r\n1\r\n}\r\n",
      `${"1\r\n \r\n".repeat(3_000)}0\r\n\r\n`,
    ),
  )
  .map(([path, chunks]) => ({ say: [post(path, "transfer-encoding: chunked") + chunks, END] }));

const tooMuch: Draw = fc
  .tuple(paths, fc.constantFrom(17_000, 60_000), fc.constantFrom(100, 1_000, 5_000))
  .chain(([path, size, count]) =>
    fc.constantFrom(
      head(`GET /api/cart?${"x".repeat(size)} HTTP/1.1`),
      head("GET /api/cart HTTP/1.1", `x-long: ${"y".repeat(size)}`),
      head("GET /api/cart HTTP/1.1", `${"n".repeat(size)}: y`),
      head("GET /api/cart HTTP/1.1", ...Array.from({ length: count }, (_, index) => `x-${index}: y`)),
      head("GET /api/cart HTTP/1.1", `cookie: ${"a=b; ".repeat(count)}`),
      head(`${"G".repeat(size)} /api/cart HTTP/1.1`),
      post(path, "content-length: 70000") + " ".repeat(70_000),
      post(path, "content-length: 300000") + " ".repeat(300_000),
      post(path, "transfer-encoding: chunked") + `10000\r\n${" ".repeat(0x10000)}\r\n`.repeat(6) + "0\r\n\r\n",
      post(path, "content-length: 100000000"),
    ),
  )
  .map((text) => ({ say: [text, END] }));

const BOMB = gzipSync(Buffer.alloc(5_000_000, " ")).toString("latin1");
const packed: Draw = fc
  .tuple(
    paths,
    fc.constantFrom("gzip", "br", "deflate", "gzip, gzip", "GZIP", "identity, gzip", "x-gzip", "zstd", "compress"),
    fc.boolean(),
  )
  .map(([path, encoding, chunked]) => ({
    say: [
      chunked
        ? post(path, `content-encoding: ${encoding}`, "transfer-encoding: chunked") +
          `${BOMB.length.toString(16)}\r\n${BOMB}\r\n0\r\n\r\n`
        : post(path, `content-encoding: ${encoding}`, `content-length: ${BOMB.length}`) + BOMB,
      END,
    ],
  }));

const noHttp: Draw = fc
  .oneof(
    junk(600),
    fc.constantFrom(
      "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "GET /\r\n",
      "GET /api/cart\r\n\r\n",
      "\r\n".repeat(3_000),
      "\u0000".repeat(5_000),
      "SSH-2.0-x\r\n",
      "EHLO x\r\n",
      '{"id":1}\n',
    ),
  )
  .map((text) => ({ say: [text, END] }));

const strangeLines: Draw = fc
  .constantFrom(
    head("CONNECT localhost:22 HTTP/1.1"),
    head("TRACE /api/cart HTTP/1.1"),
    head("TRACK /api/cart HTTP/1.1"),
    head("OPTIONS * HTTP/1.1"),
    head("GET * HTTP/1.1"),
    head("GET http://evil.example/api/cart HTTP/1.1"),
    head("GET http://evil.example:99999/api/cart HTTP/1.1"),
    head("GET http://[::1/api/cart HTTP/1.1"),
    head("GET file:///etc/passwd HTTP/1.1"),
    head("GET //evil.example/api/cart HTTP/1.1"),
    head("GET /api/../../etc/passwd HTTP/1.1"),
    head("GET \\api\\cart HTTP/1.1"),
    head("GET /api/cart#x HTTP/1.1"),
    head("GET /api/\u00e9 HTTP/1.1"),
    head("GET /api/cart\u0001 HTTP/1.1"),
    head("GET  /api/cart HTTP/1.1"),
    head("GET /api/cart x HTTP/1.1"),
    head("GET /api/cart HTTP/1.0"),
    head("GET /api/cart HTTP/2.0"),
    head("GET /api/cart HTTP/9.9"),
    head("GET /api/cart http/1.1"),
    head("get /api/cart HTTP/1.1"),
    "GET /api/cart HTTP/1.1\r\n\r\n",
    "GET /api/cart HTTP/1.1\r\nhost:\r\n\r\n",
    "GET /api/cart HTTP/1.1\r\nhost: a b@c/d\r\n\r\n",
    "GET /api/cart HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n",
    "GET /api/cart HTTP/1.1\r\nhost: [::1\r\n\r\n",
    "GET /api/cart HTTP/1.1\r\nhost: x:99999\r\n\r\n",
    "GET /api/cart HTTP/1.1\nhost: x\n\n",
    "GET /api/cart HTTP/1.1\r\nhost: x\r\nno colon\r\n\r\n",
    "GET /api/cart HTTP/1.1\r\nhost: x\r\na\u0000b: c\r\n\r\n",
    "GET /api/cart HTTP/1.1\r\nhost: x\r\na: b\u0000c\r\n\r\n",
    "GET /api/cart HTTP/1.1\r\nhost: x\r\na: b\r\n folded\r\n\r\n",
    head(
      "GET /api/cart HTTP/1.1",
      "upgrade: websocket",
      "connection: upgrade",
      "sec-websocket-key: x",
      "sec-websocket-version: 13",
    ),
    head("GET /api/cart HTTP/1.1", "upgrade: h2c", "connection: upgrade, http2-settings", "http2-settings: AAMAAABk"),
    head("GET /api/cart HTTP/1.1", "connection: upgrade"),
    post("/api/cart/items", "expect: 100-continue", "content-length: 2") + "{}",
    post("/api/cart/items", "expect: 200-ok", "content-length: 2") + "{}",
    post("/api/webhooks/stripe", "expect: 100-continue", "content-length: 300000"),
    head("GET /api/cart HTTP/1.1", "content-length: 5") + "hello",
    head("HEAD /api/nothing HTTP/1.1"),
    head("GET /metrics HTTP/1.1", "accept-encoding: gzip, br"),
  )
  .map((text) => ({ say: [text, END] }));

/** Any of the questions with some of its bytes spoiled. */
const spoiled: Draw = fc
  .tuple(
    fc.constantFrom(...QUESTIONS),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), junk(6)), { minLength: 1, maxLength: 4 }),
  )
  .map(([[text], spots]) => ({
    say: [
      spots.reduce((bytes, [at, cut, put]) => {
        const index = Math.floor(bytes.length * at);
        return bytes.slice(0, index) + put + bytes.slice(index + cut);
      }, text),
      END,
    ],
  }));

const brokenOff: Draw = fc
  .tuple(
    fc.constantFrom(
      ...QUESTIONS.map(([text]) => text),
      post("/api/webhooks/stripe", "content-length: 5000") + "{",
      post("/api/cart/items", "transfer-encoding: chunked") + "5\r\n{",
    ),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom<Word>(END, { finally: "reset" }),
    fc.constantFrom(0, 1, 20),
  )
  .map(([text, at, how, wait]) => ({ say: [text.slice(0, Math.ceil(text.length * at)), wait, how] }));

/** A byte now and then, until the server's patience is over. */
const slow: Draw = fc
  .tuple(
    fc.constantFrom(
      head("GET /api/cart HTTP/1.1", "connection: close"),
      post("/api/cart/items", "connection: close", "content-length: 500"),
      post("/api/webhooks/stripe", "connection: close", "content-length: 5000"),
      post("/api/orders/create", "connection: close", "transfer-encoding: chunked"),
    ),
    fc.nat(40),
    fc.integer({ min: 60, max: 400 }),
  )
  .map(([text, kept, wait]) => {
    const late = text.slice(-kept - 1) + " ".repeat(100);
    return {
      say: [
        text.slice(0, -kept - 1),
        ...late
          .slice(0, 100)
          .split("")
          .flatMap((byte) => [wait, byte]),
        4_000,
      ],
    };
  });

const KINDS: Record<string, { weight: number; draw: Draw }> = {
  pipelined: { weight: 12, draw: pipelined },
  "false length": { weight: 5, draw: falseLength },
  "two lengths": { weight: 3, draw: twoLengths },
  "false chunks": { weight: 5, draw: falseChunks },
  "too much": { weight: 4, draw: tooMuch },
  compressed: { weight: 2, draw: packed },
  "no HTTP": { weight: 5, draw: noHttp },
  "strange lines": { weight: 8, draw: strangeLines },
  spoiled: { weight: 12, draw: spoiled },
  "broken off": { weight: 5, draw: brokenOff },
  slow: { weight: 2, draw: slow },
};

export const conversations: fc.Arbitrary<Conversation> = fc.oneof(
  ...Object.entries(KINDS).map(([kind, { weight, draw }]) => ({
    weight,
    arbitrary: draw.map((drawn) => ({ ...drawn, kind })),
  })),
);
