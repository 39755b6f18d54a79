import { addMs, DAY_MS, now } from "@/lib/clock";
import { config } from "@/lib/config";
import type { Outcome } from "./outcome";
import type { Ending } from "./scheduler";
import type { World } from "./world";

/** What I1 to I10 cannot read from the rows, remembered from one step to the next. */
export type Memory = {
  /** Cart items that were there, and how their cart stood then. */
  items: Map<string, { cartId: string }>;
  /** No cart is older than its story. */
  begun: Date;
};

export const newMemory = (): Memory => ({ items: new Map(), begun: now() });

/** What must hold after every step, whatever has happened; each sentence is a breach. `calm`: nothing was broken in this step. */
export async function checkSafety(
  world: World,
  memory: Memory,
  endings: Ending<Outcome>[],
  calm: boolean,
): Promise<string[]> {
  const breaches = endings.flatMap((ending) => judgeEnding(ending, calm));
  for (const ending of endings)
    if (ending.kind === "answered") breaches.push(...(await judgeWebhook(world, ending.value)));
  breaches.push(...(await judgeCarts(world, memory)));
  return [...breaches, ...(await world.invariants.breaches())];
}

function judgeEnding(ending: Ending<Outcome>, calm: boolean): string[] {
  if (ending.kind === "threw")
    return calm ? [`something threw although nothing was broken: ${describeError(ending.error)}`] : [];
  if (ending.kind === "died" || ending.value.kind === "done") return [];
  const { status } = ending.value;
  if (ending.value.kind === "webhook" && ending.value.damaged)
    return status === 400 ? [] : [`an event that must not be believed was answered with ${status}`];
  if (status === 500 && ending.value.kind === "http") return ["a visitor was answered with 500"];
  return calm && status >= 500 ? [`${ending.value.kind} was answered with ${status} although nothing was broken`] : [];
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error
    ? `${error.message} ← ${describeError(error.cause)}`
    : (error.stack ?? error.message);
}

/** I8: yes is said only to what is durably there, or deliberately ignored. */
async function judgeWebhook(world: World, outcome: Outcome): Promise<string[]> {
  if (outcome.kind !== "webhook" || outcome.status >= 300) return [];
  const event = world.stripe.event(outcome.eventId);
  if (outcome.outcome === "ignored")
    return event.type === "payment_intent.succeeded" ? [`I8: a success of ours, ${event.id}, was ignored`] : [];
  // Records of events are removed after their time.
  const age = now().getTime() / 1_000 - event.created;
  if (age > config().EVENT_RETENTION_DAYS * 86_400) return [];
  const rows = await world.postgres.observer.rows(
    `select id from "ProcessedWebhookEvent" where id = $1 union all select id from parked_events where id = $1`,
    [event.id],
  );
  return rows.length > 0 ? [] : [`I8: ${event.id} (${event.type}) was answered «${outcome.outcome}» and is nowhere`];
}

/** I5: an item is gone only because its visitor removed it, its order was paid, or its cart had its time. */
async function judgeCarts(world: World, memory: Memory): Promise<string[]> {
  const { rows } = world.postgres.observer;
  const present = await rows<{ id: string; cartId: string }>(`select id, cart_session_id as "cartId" from cart_items`);
  const ids = new Set(present.map((item) => item.id));
  const gone = [...memory.items].filter(([id]) => !ids.has(id) && !world.removedByVisitor.has(id));
  const breaches: string[] = [];
  for (const [id, { cartId }] of gone) {
    const bought = await rows(
      `select from order_lines l join orders o on o.id = l.order_id
       where l.cart_item_id = $1 and l.outcome in ('BOOKED', 'ISSUED') and o.paid_at is not null`,
      [id],
    );
    const cart = await rows("select from cart_sessions where id = $1", [cartId]);
    if (bought.length === 0 && (cart.length > 0 || addMs(memory.begun, config().CART_DAYS * DAY_MS) > now()))
      breaches.push(`I5: cart item ${id} is gone`);
    memory.items.delete(id);
  }
  for (const item of present) memory.items.set(item.id, { cartId: item.cartId });
  return breaches;
}
