import { setRandom } from "@/lib/random";
import { db } from "@/db/client";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { chanceOf } from "../simulation/chance";
import type { Contract } from "./contract";
import { breakOff, type Outage } from "./outages";
import { judge } from "./judge";
import { judgeWrites } from "./judge-writes";
import type { HostileRequest } from "./hostile-request";
import { prepare, sendInProcess, sendOverSocket, type Received, type Sent } from "./send";
import { begin, newVisitor, type Visitor } from "./visitor";
import type { Visit } from "./visits";
import type { World } from "./world";
import type { Write } from "./write-watch";

/** One request with its answer, for the summary. */
export type Exchange = { request: HostileRequest | null; sent: Sent; answer: Received };

export type Breach = { sentences: string[]; sent: Sent; answer: Received };
export type Told = (exchange: Exchange) => void;

type HowToRun = {
  seed: number;
  told?: Told;
  outage?: Outage | null;
  /** Looks for writes after each request, which takes its time and leaves no doubt whose they are. */
  oneByOne?: boolean;
};

/**
 * One visitor from their honest beginning to the last hostile request; the first breach ends it. `seed` gives the ids that our
 * code draws meanwhile, so that the same visit in the same world goes the same way.
 */
export async function runVisit(
  world: World,
  contract: Contract,
  visit: Visit,
  { seed, told = () => {}, outage = null, oneByOne = false }: HowToRun,
): Promise<Breach | null> {
  setRandom(chanceOf(seed).bytes);
  const name = `v${seed.toString(36)}`;
  const visitor = await newVisitor(world, name, JSON.stringify(visit).includes("Card}}"));
  await world.writes.since();

  const asked: { begun: number; sent: Sent; answer: Received; writes: Write[] }[] = [];
  const judged = async (request: HostileRequest | null, begun: number, sent: Sent, answer: Received) => {
    told({ request, sent, answer });
    const writes = oneByOne ? await world.writes.since() : [];
    asked.push({ begun, sent, answer, writes: writes.map((write) => write.what) });
    const sentences = judge(contract, {
      signature: request?.signature ?? { is: "right" },
      sent,
      answer,
      secrets: world.victims.secrets,
      visitor: name,
      parkedBecause: answer.status >= 500 && outage !== "database" ? await whyParked(sent) : null,
      outage: request === null ? null : outage,
    });
    if (oneByOne) sentences.push(...judgeWrites({ sent, answer, writes: asked.at(-1)?.writes ?? [] }));
    return sentences.length > 0 ? { sentences, sent, answer } : null;
  };

  let begun = Date.now();
  for await (const { sent, answer } of begin(world, visitor, visit.beginning)) {
    const breach = await judged(null, begun, sent, answer);
    if (breach) return breach;
    begun = Date.now();
  }
  const mend = outage === null ? null : breakOff(outage);
  try {
    for (const [index, request] of visit.requests.entries()) {
      const sent = prepare(request, {
        known: visitor.known,
        cookie: visitor.cookie,
        comesFrom: visitor.comesFrom,
        word: `${name}_${index}`,
        eventBody: eventBody(world, visitor),
      });
      begun = Date.now();
      const answer = await send(world, request, sent);
      const breach = await judged(request, begun, sent, answer);
      if (breach) return breach;
      visitor.learn(answer);
    }
  } finally {
    await mend?.();
  }
  // Asking after each request would double the time of a campaign: database and program have one clock, which tells whose a write is.
  for (const write of await world.writes.since())
    asked.findLast((one) => one.begun <= write.at)?.writes.push(write.what);
  for (const { sent, answer, writes } of asked) {
    const sentences = judgeWrites({ sent, answer, writes });
    if (sentences.length > 0) return { sentences, sent, answer };
  }
  return null;
}

async function send(world: World, request: HostileRequest, sent: Sent): Promise<Received> {
  const inProcess = request.over === "process" ? await sendInProcess(world.api, sent) : null;
  const answer = inProcess ?? (await sendOverSocket(world.port, sent));
  // No answer at all is one that the judge will not pass.
  return answer ?? { status: 0, headers: new Headers(), text: "", ms: 0 };
}

const eventBody =
  (world: World, visitor: Visitor) =>
  (which: number, of: "visitor" | "victim"): string => {
    const own = of === "visitor" ? visitor.events() : [];
    const events = own.length > 0 ? own : world.victims.events;
    return world.stripe.eventBody(events[which % events.length] ?? "");
  };

/** The event's row, if what it keeps is this very request: all of it but client secrets. */
async function whyParked({ body }: Sent): Promise<string | null> {
  const event = readEvent(body);
  if (event === null) return null;
  const { rows } = await db().execute<{ why: string; kept: Buffer }>(
    sql`select last_error as why, raw_body as kept from parked_events where id = ${event.id} and status = 'WAITING'`,
  );
  const [row] = rows;
  return row && readEvent(row.kept)?.text === event.text ? row.why : null;
}

function readEvent(body: Buffer | null): { id: string; text: string } | null {
  try {
    const text = body?.toString("utf8") ?? "";
    const { id } = withId.parse(JSON.parse(text));
    // Not by `JSON.stringify`: it takes its stack for each level, and hostile events have thousands.
    return { id, text: text.replaceAll(CLIENT_SECRET, "") };
  } catch {
    return null;
  }
}

const CLIENT_SECRET = /"client_secret"\s*:\s*(?:null|"(?:[^"\\]|\\.)*")/g;
/** PostgreSQL's text cannot hold U+0000, so no row has such an id. */
const withId = z.object({ id: z.string().refine((id) => !id.includes("\u0000")) });
