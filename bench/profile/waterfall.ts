import { medianOf } from "../figure";
import type { Heard } from "../measure/conversation";

/** One event, from the request to the answer, with what was said to PostgreSQL meanwhile. */
export type EventTimes = { askedAt: number; answeredAt: number; heard: readonly Heard[] };

/** A statement and how long it was waited for, counted from the request. */
export type Step = { label: string; sentMs: number; answeredMs: number };

/** The median of many events. */
export type Waterfall = { events: number; wholeMs: number; waitingMs: number; steps: Step[] };

/**
 * Of events that went the same way; those that went another one (a connection's first, which prepares) are left out.
 * @throws when fewer than half went the way that most did: then there is no such thing as one event.
 */
export function waterfallOf(events: readonly EventTimes[]): Waterfall {
  const ways = Map.groupBy(events, ({ heard }) => heard.map(labelOf).join("\n"));
  const alike = [...ways.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
  if (alike.length * 2 < events.length || alike.length === 0)
    throw new Error(`only ${alike.length} of ${events.length} events went the same way`);

  const median = (read: (event: EventTimes) => number) => medianOf(alike.map(read));
  const steps = (alike[0]?.heard ?? []).map((heard, at) => ({
    label: labelOf(heard),
    sentMs: median((event) => (event.heard[at]?.sentAt ?? Number.NaN) - event.askedAt),
    answeredMs: median((event) => (event.heard[at]?.answeredAt ?? Number.NaN) - event.askedAt),
  }));
  return {
    events: alike.length,
    wholeMs: median(({ askedAt, answeredAt }) => answeredAt - askedAt),
    waitingMs: waitingOf(steps),
    steps,
  };
}

/** Statements that are sent together are waited for together. */
export function waitingOf(steps: readonly Step[]): number {
  let until = 0;
  let waiting = 0;
  for (const { sentMs, answeredMs } of steps) {
    waiting += Math.max(0, answeredMs - Math.max(until, sentMs));
    until = Math.max(until, answeredMs);
  }
  return waiting;
}

const VERB = /^(with|select|insert|update|delete|begin|commit|rollback|set)\b/i;
const TABLE = /\b(?:from|into|update)\s+(?:only\s+)?"?(\w+)"?/i;

/** As the code calls it; where it has no name, the verb and the first table. */
export function labelOf({ name, text }: Pick<Heard, "name" | "text">): string {
  if (name !== "") return name;
  const verb = VERB.exec(text.trim())?.[1]?.toLowerCase() ?? "statement";
  const table = /^(begin|commit|rollback|set)$/.test(verb) ? undefined : TABLE.exec(text)?.[1];
  const locks = /\bfor (no key )?update\b/i.test(text) ? ", locked" : "";
  return table === undefined ? verb : `${verb} ${table}${locks}`;
}
