import type { Config } from "@/lib/config";
import { attack, describe } from "./attack";
import { aftermath } from "./aftermath";
import { readContract } from "./contract";
import { watchHealth } from "./health";
import type { Outage } from "./outages";
import { addTally, countExchange, newTally, type Tally } from "./tally";
import { holdConversations } from "./wire/hold-conversations";
import { openWorld, type Where } from "./world";

/** What one world goes through. */
export type Siege = {
  /** The first visit's seed; each next one has the next seed. */
  from: number;
  visits: number;
  /** No visit begins once so many hostile requests were sent. */
  requests: number;
  /** On raw sockets; they have seeds of their own. */
  conversations: { from: number; count: number };
  circumstances: Circumstances;
  /** The school's jobs go over what the visits left behind. */
  withJobs: boolean;
  shrink: boolean;
};
export type Circumstances = "fair weather" | "rate limits" | "no database" | "no Stripe";

export type Outcome = { tally: Tally; breaches: string[]; health: { longestBlockMs: number; heapMb: number } };
export type Progress = (tally: Tally, breaches: string[]) => void;

const SETTINGS: Record<Circumstances, Partial<Config>> = {
  "fair weather": {},
  // Each visitor has an address of their own, which a proxy of ours tells.
  "rate limits": { RATE_LIMIT: "on", TRUST_PROXY: 1 },
  "no database": {},
  "no Stripe": {},
};
const OUTAGES: Record<Circumstances, Outage | null> = {
  "fair weather": null,
  "rate limits": null,
  "no database": "database",
  "no Stripe": "stripe",
};

/** A world under attack, from its opening to the last look at its database. */
export async function besiege(where: Where, siege: Siege, onProgress: Progress = () => {}): Promise<Outcome> {
  const health = watchHealth();
  const all: Outcome = { tally: newTally(), breaches: [], health: { longestBlockMs: 0, heapMb: 0 } };
  let tally = newTally();
  let news: string[] = [];
  const tell = (breach: string) => void news.push(breach);
  const report = () => {
    addTally(all.tally, tally);
    all.breaches.push(...news);
    onProgress(tally, news);
    tally = newTally();
    news = [];
  };
  const beat = setInterval(report, 2_000);
  const world = await openWorld(where, SETTINGS[siege.circumstances]);
  try {
    const contract = await readContract();
    await world.writes.since();
    const sent = () => all.tally.hostile + tally.hostile;
    for (let visit = 0; visit < siege.visits && sent() < siege.requests; visit += 1) {
      const found = await attack(world, contract, siege.from + visit, {
        told: (exchange) => countExchange(tally, contract, exchange),
        outage: OUTAGES[siege.circumstances],
        shrink: siege.shrink,
      });
      if (found) tell(describe(found));
    }
    await holdConversations(world, contract, {
      ...siege.conversations,
      tally: () => tally,
      tell,
    });
    for (const breach of await aftermath(siege.withJobs)) tell(`✗ after seed ${siege.from}: ${breach}`);
  } finally {
    clearInterval(beat);
    await world.close();
  }
  for (const breach of health.breaches()) tell(`✗ while seed ${siege.from} and the next were sent: ${breach}`);
  all.health = { longestBlockMs: health.longestBlockMs(), heapMb: health.heapMb() };
  health.stop();
  report();
  return all;
}
