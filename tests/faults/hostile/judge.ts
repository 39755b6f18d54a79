import { z } from "zod";
import { operationAt, type Contract } from "./contract";
import type { Outage } from "./outages";
import { isWebhook, pathOf, type Received, type Sent } from "./send";
import { isStripesWord, type Signature } from "./signatures";

/** What an answer is judged by, besides itself. */
export type Case = {
  signature: Signature | null;
  sent: Sent;
  answer: Received;
  /** Of everybody who is not asking. */
  secrets: readonly string[];
  /** E-mail addresses of this visitor begin so; those of others end their `v…` otherwise. */
  visitor: string;
  /** Why the event of this request was kept for another attempt, when it was: the kinds of its errors. */
  parkedBecause: string | null;
  /** We have broken the database or Stripe, or more speak at once than the database serves: then a 503 that says so is meant. */
  outage: Outage | "crowd" | null;
};

const CODE_OF_OUTAGE = {
  database: "database_unavailable",
  crowd: "database_unavailable",
  stripe: "payment_provider_unavailable",
} as const satisfies Record<Outage | "crowd", string>;

/** On a machine that campaigns share with others an answer may wait its turn; longer than this it waits for something else. */
const LONGEST_MS = 15_000;

/** What is wrong with the answer; nothing when all is well. */
export function judge(contract: Contract, one: Case): string[] {
  const { answer, sent } = one;
  const breaches = [...judgeStatus(one), ...judgeLeaks(one), ...judgeHeaders(one)];
  if (answer.status >= 400) breaches.push(...judgeProblem(contract, one));
  breaches.push(...judgeByContract(contract, one));
  if (answer.ms > LONGEST_MS) breaches.push(`the answer took ${(answer.ms / 1_000).toFixed(1)} s`);
  if (isWebhook(sent)) breaches.push(...judgeWebhook(one));
  return breaches;
}

/** An answer of which nobody knows what exactly was asked, as on a raw socket. */
export function judgeAnswer(
  contract: Contract,
  heard: Omit<Received, "ms">,
  secrets: readonly string[],
  toHead = false,
): string[] {
  // How long it took is said of the whole conversation: whoever speaks slowly is answered late.
  const answer = { ...heard, ms: 0 };
  const one: Case = {
    signature: null,
    sent: { method: toHead ? "HEAD" : "?", address: "/", headers: [], body: null },
    answer,
    secrets,
    visitor: "nobody",
    parkedBecause: null,
    // Those who speak on raw sockets speak all at once; how many may be told so is judged over all of them.
    outage: "crowd",
  };
  return [
    ...judgeStatus(one),
    ...(answer.text.startsWith("# HELP") ? [] : judgeLeaks(one)),
    ...(answer.text === "a page" ? [] : judgeHeaders(one)),
    ...(answer.status >= 400 ? judgeProblem(contract, one) : []),
  ];
}

/**
 * A parked event is one that we mean to try again; its error must be one that says so, not one of a mistake in our code. The
 * constraint holds I9: whoever tells of more refunds than was paid is not believed.
 */
const MEANT_ERRORS =
  /^(?:ZodError|OrderUnknown|StripeObjectMissing|PaymentNotSucceeded|RefundContradictsPayment)\b|23514 \/ payment_refunded_within_received$/;

function judgeStatus({ answer, sent, parkedBecause, outage }: Case): string[] {
  if (answer.status < 200 || (answer.status >= 300 && answer.status < 400)) return [`answered ${answer.status}`];
  if (answer.status < 500) return [];
  if (outage !== null && answer.status === 503 && (sent.method === "HEAD" || codeOf(answer) === CODE_OF_OUTAGE[outage]))
    return [];
  if (isWebhook(sent) && parkedBecause !== null && answer.status === 500 && MEANT_ERRORS.test(parkedBecause)) return [];
  return [`answered ${answer.status}${parkedBecause === null ? "" : `, parked because of «${parkedBecause}»`}`];
}

const LEAKS: [string, RegExp][] = [
  ["a stack trace", /\n\s+at \S+ \(|\bat (?:async )?[\w.<>]+ \((?:file:|node:|\/)/],
  ["a path of this machine", /node_modules|file:\/\/|\/(?:src|home|root|tmp|usr|work)\/[\w.-]+\//],
  ["a source file's name", /\b[\w-]+\.(?:ts|mjs|cjs):\d+/],
  ["SQL", /\bselect\b.+\bfrom\b|\binsert into\b|\bupdate\b.+\bset\b|\bdelete from\b|\bon conflict\b/i],
  [
    "words of the database",
    /violates|constraint|syntax error at|relation "|duplicate key|invalid input syntax|byte sequence/i,
  ],
  [
    "the kind of an error",
    /\b(?:ZodError|TypeError|RangeError|SyntaxError|DrizzleQueryError|DatabaseError|AggregateError|ECONN\w+)\b/,
  ],
  ["a secret of ours", /sk_test_|whsec_|postgres(?:ql)?:\/\//],
];

function judgeLeaks({ answer, sent, secrets, visitor }: Case): string[] {
  // The documents for people describe the API, and the figures name functions; neither is made from what a visitor sent.
  if (/^\/(?:metrics|api\/docs|api\/openapi\.json)/.test(sent.address)) return [];
  const said = `${answer.text}\n${[...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n")}`;
  const breaches = LEAKS.filter(([, pattern]) => pattern.test(said)).map(([what]) => `the answer tells ${what}`);
  const asked = `${sent.address}\n${sent.headers.join("\n")}\n${sent.body?.toString("utf8") ?? ""}`;
  for (const secret of secrets)
    if (said.includes(secret) && !asked.includes(secret))
      breaches.push(`the answer tells a secret of another's: «${secret}»`);
  for (const [address] of said.matchAll(/\bv[0-9a-z]+\.[\w.+-]+@/g))
    if (!address.startsWith(`${visitor}.`) && !asked.includes(address))
      breaches.push(`the answer tells another visitor's address: ${address}`);
  return breaches;
}

function judgeHeaders({ answer }: Case): string[] {
  const breaches: string[] = [];
  if (answer.headers.get("x-content-type-options") !== "nosniff" && !isOfNode(answer))
    breaches.push("the answer lacks the headers of every answer");
  for (const cookie of answer.headers.getSetCookie())
    if (!/^cart_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; (?:Secure; )?SameSite=Lax$/.test(cookie))
      breaches.push(`the answer sets the cookie «${cookie}»`);
  return breaches;
}

const problem = z.strictObject({
  type: z.string(),
  title: z.string().min(1),
  status: z.number(),
  code: z.string(),
  detail: z.string().min(1),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string().min(1) })).optional(),
  orderId: z.string().optional(),
});

/** What Node itself refuses, before anything of ours has seen a request: it has no body. */
const isOfNode = ({ status, text, headers }: Received): boolean =>
  [400, 408, 413, 417, 431].includes(status) && text === "" && !headers.has("content-type");

function judgeProblem(contract: Contract, { answer, sent }: Case): string[] {
  if (isOfNode(answer) || sent.method === "HEAD") return [];
  if (answer.headers.get("content-type") !== "application/problem+json")
    return [`refused as ${answer.headers.get("content-type")}`];
  const read = problem.safeParse(asJson(answer.text));
  if (!read.success) return [`refused in another form than the contract's: ${answer.text.slice(0, 300)}`];
  const { code, status, type, errors } = read.data;
  const breaches: string[] = [];
  if (!contract.codes.includes(code)) breaches.push(`the contract has no code ${code}`);
  if (status !== answer.status || type !== `urn:envol:problem:${code}`)
    breaches.push(`says ${status} ${type} in an answer ${answer.status}`);
  if (code === "invalid" && (errors ?? []).length === 0) breaches.push("says «invalid» and names no field");
  if ((answer.status === 429 || answer.status === 503) && !(Number(answer.headers.get("retry-after")) > 0))
    breaches.push(`answered ${answer.status} without Retry-After`);
  return breaches;
}

/** A call of the contract answers as its description says. */
function judgeByContract(contract: Contract, { answer, sent }: Case): string[] {
  const operation = operationAt(contract, sent.method, pathOf(sent.address));
  if (!operation || isOfNode(answer)) return [];
  // Said once for all writes: another site's page cannot write in a visitor's place.
  if (
    answer.status === 403 &&
    sent.headers.some(([name, value]) => name === "sec-fetch-site" && value === "cross-site")
  )
    return [];
  const call = `${operation.method} ${operation.path}`;
  const described = operation.answers.get(answer.status);
  if (!described) return [`${call} does not say that it may answer ${answer.status}: ${answer.text.slice(0, 200)}`];
  if (sent.method === "HEAD") return [];
  if (described.codes.length > 0) {
    const code = codeOf(answer);
    return described.codes.includes(code) ? [] : [`${call} does not say that it may answer ${answer.status} ${code}`];
  }
  const read = described.shape?.safeParse(asJson(answer.text));
  return read && !read.success ? [`${call} answers what it does not describe: ${z.prettifyError(read.error)}`] : [];
}

function judgeWebhook(one: Case): string[] {
  const { signature, answer } = one;
  if (signature === null || isStripesWord(signature)) return [];
  const code = codeOf(answer);
  return code === "invalid_signature" || isRefusedUnread(one)
    ? []
    : [`an event that Stripe did not sign was answered ${answer.status} ${code}`];
}

/** What may be refused before anybody looks at a signature: its size, its packing, the way in which it was sent. */
function isRefusedUnread({ sent, answer }: Case): boolean {
  const has = (header: string) => sent.headers.some(([name]) => name === header);
  switch (answer.status) {
    case 413:
      return true;
    case 415:
      return has("content-encoding");
    case 400:
      return isOfNode(answer) || (codeOf(answer) === "unreadable" && (has("transfer-encoding") || has("host")));
    default:
      return isOfNode(answer);
  }
}

const codeOf = (answer: Received): string =>
  z.object({ code: z.string() }).catch({ code: "none" }).parse(asJson(answer.text)).code;

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
