import { addMs, DAY_MS, now } from "@/lib/clock";
import { config } from "@/lib/config";
import { findForgotten, paymentIntentOf } from "../oracle/answered-events";
import type { Outcome } from "./outcome";
import type { Ending } from "./scheduler";
import type { World } from "./world";

/** What I1 to I10 cannot read from the rows, remembered from one step to the next. */
export type Memory = {
  /** Cart items that were there, and how their cart stood then. */
  items: Map<string, { cartId: string; lastUsedAt: Date }>;
};

export const newMemory = (): Memory => ({ items: new Map() });

/** What must hold after every step, whatever has happened; each sentence is a breach. `struck`: something was broken in this step. */
export async function checkSafety(
  world: World,
  memory: Memory,
  endings: Ending<Outcome>[],
  struck: boolean,
): Promise<string[]> {
  const breaches = endings.flatMap((ending) => judgeEnding(ending, struck));
  for (const ending of endings)
    if (ending.kind === "answered") breaches.push(...(await judgeWebhook(world, ending.value)));
  breaches.push(...(await findProgrammingErrors(world)), ...(await judgeCarts(world, memory)));
  return [...breaches, ...(await world.invariants.breaches())];
}

function judgeEnding(ending: Ending<Outcome>, struck: boolean): string[] {
  if (ending.kind === "threw") {
    if (isProgrammingError(ending.error)) return [`a mistake of ours threw: ${describeError(ending.error)}`];
    return struck ? [] : [`something threw although nothing was broken: ${describeError(ending.error)}`];
  }
  if (ending.kind === "died" || ending.value.kind === "done") return [];
  const { status } = ending.value;
  if (ending.value.kind === "webhook" && ending.value.damaged)
    return status === 400 ? [] : [`an event that must not be believed was answered with ${status}`];
  if (status === 500 && ending.value.kind === "http") return ["a visitor was answered with 500"];
  return !struck && status >= 500
    ? [`${ending.value.kind} was answered with ${status} although nothing was broken`]
    : [];
}

/** Nothing that breaks outside makes these. */
const PROGRAMMING_ERRORS = ["TypeError", "RangeError", "ReferenceError"];

const isProgrammingError = (error: unknown): boolean =>
  error instanceof Error && (PROGRAMMING_ERRORS.includes(error.name) || isProgrammingError(error.cause));

/** What was caught is kept with what it hindered. */
async function findProgrammingErrors({ postgres }: World): Promise<string[]> {
  const rows = await postgres.observer.rows<{ sentence: string }>(
    `select 'event ' || id || ' was hindered by a mistake of ours: ' || last_error as sentence from parked_events where last_error ~ $1
     union all select 'refund ' || id || ' was hindered by a mistake of ours: ' || last_error from refunds where last_error ~ $1
     union all select 'e-mail ' || id || ' was hindered by a mistake of ours: ' || last_error from emails where last_error ~ $1`,
    [PROGRAMMING_ERRORS.join("|")],
  );
  return rows.map(({ sentence }) => sentence);
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error
    ? `${error.message} ← ${describeError(error.cause)}`
    : (error.stack ?? error.message);
}

/** I8: yes is said only to what is durably there, or deliberately ignored. */
async function judgeWebhook(world: World, outcome: Outcome): Promise<string[]> {
  if (outcome.kind !== "webhook" || outcome.status >= 300) return [];
  const event = world.stripe.event(outcome.eventId);
  // Records of events are removed after their time.
  const age = now().getTime() / 1_000 - event.created;
  if (age > config().EVENT_RETENTION_DAYS * 86_400) return [];
  const paymentIntentId = paymentIntentOf(event.data.object);
  const rows = await world.postgres.observer.rows<{ id: string }>(
    `select id from "ProcessedWebhookEvent" where id = $1 union all select id from parked_events where id = $1
     union all select stripe_payment_intent_id from payments where stripe_payment_intent_id = $2`,
    [event.id, paymentIntentId],
  );
  // An event's id and a PaymentIntent's are never the same.
  const ids = new Set(rows.map(({ id }) => id));
  return findForgotten([{ id: event.id, type: event.type, outcome: outcome.outcome ?? "nothing", paymentIntentId }], {
    events: ids,
    paymentIntents: ids,
  });
}

/** I5: an item is gone only because its visitor removed it, its order was paid, or its cart had its time. */
async function judgeCarts(world: World, memory: Memory): Promise<string[]> {
  const { rows } = world.postgres.observer;
  const present = await rows<{ id: string; cartId: string; lastUsedAt: Date }>(
    `select i.id, s.id as "cartId", s.last_used_at as "lastUsedAt" from cart_items i join cart_sessions s on s.id = i.cart_session_id`,
  );
  const ids = new Set(present.map((item) => item.id));
  const gone = [...memory.items].filter(([id]) => !ids.has(id) && !world.removedByVisitor.has(id));
  const breaches: string[] = [];
  for (const [id, { cartId, lastUsedAt }] of gone) {
    const bought = await rows(
      `select from order_lines l join orders o on o.id = l.order_id
       where l.cart_item_id = $1 and l.outcome in ('BOOKED', 'ISSUED') and o.paid_at is not null`,
      [id],
    );
    const cart = await rows("select from cart_sessions where id = $1", [cartId]);
    const hadItsTime = addMs(lastUsedAt, config().CART_DAYS * DAY_MS) <= now();
    if (bought.length === 0 && (cart.length > 0 || !hadItsTime)) breaches.push(`I5: cart item ${id} is gone`);
    memory.items.delete(id);
  }
  for (const { id, cartId, lastUsedAt } of present) memory.items.set(id, { cartId, lastUsedAt });
  return breaches;
}
