import { isWebhook, pathOf, type Received, type Sent } from "./send";
import type { Write } from "./write-watch";

const NOTHING: ReadonlySet<Write> = new Set();
/** What a visitor's own reading may note: what they were shown. */
const OF_READING = new Set(["cart_sessions update"]);
const OF_PARKING = new Set(["parked_events insert", "parked_events update", "alerts insert", "alerts update"]);
/** An order that cannot be had any more ends before the next one is tried, and that one may be refused: the end stands. */
const OF_ENDING_AN_ORDER = new Set([
  "orders update",
  "order_lines update",
  "payments update",
  "holds update",
  "holds delete",
  // What Stripe answered, recorded as what it is.
  "ProcessedWebhookEvent insert",
]);
/** An event that changed nothing is noted as seen, and what is strange about it is told to the staff; it may have been parked before. */
const OF_NO_EFFECT = new Set(["ProcessedWebhookEvent insert", "alerts insert", "alerts update"]);

/** Committed before Stripe is asked: the order stands without its PaymentIntent, and asking again finds it. */
const OF_PLACING_AN_ORDER = new Set([
  ...OF_ENDING_AN_ORDER,
  "orders insert",
  "order_lines insert",
  "payments insert",
  "payment_allocations insert",
  "holds insert",
]);

const WROTE = "and wrote all the same:";
export const isAboutWrites = (sentence: string): boolean => sentence.includes(WROTE);

/** Whoever is refused has changed nothing. */
export function judgeWrites({ writes, ...one }: { answer: Received; sent: Sent; writes: Write[] }): string[] {
  const meant = meantWrites(one);
  const unwanted = meant === "any" ? [] : writes.filter((write) => !meant.has(write));
  return unwanted.length > 0 ? [`answered ${one.answer.status} ${WROTE} ${unwanted.join(", ")}`] : [];
}

function meantWrites({ answer, sent }: { answer: Received; sent: Sent }): ReadonlySet<Write> | "any" {
  if (isWebhook(sent) && /"outcome":"(?:ignored|duplicate)"/.test(answer.text)) return OF_NO_EFFECT;
  if (answer.status < 400) return ["GET", "HEAD", "OPTIONS"].includes(sent.method) ? OF_READING : "any";
  if (isWebhook(sent)) return answer.status >= 500 ? OF_PARKING : NOTHING;
  if (sent.method !== "POST" || !/^\/api\/orders\/create\/?$/.test(pathOf(sent.address))) return NOTHING;
  if (answer.status === 409) return OF_ENDING_AN_ORDER;
  return answer.text.includes('"code":"payment_provider_unavailable"') ? OF_PLACING_AN_ORDER : NOTHING;
}
