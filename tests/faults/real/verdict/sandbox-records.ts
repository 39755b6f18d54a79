import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type AnsweredEvent, findForgotten, paymentIntentOf } from "../../oracle/answered-events";
import type { MortalPostgres } from "../school/mortal-postgres";

export type Delivered = { events: number; attempts: number; refused: number; duplicates: number; breaches: string[] };

type Attempt = { event_id: string; type: string; status: number | null; answer: string | null; event: string };

/** What the sandbox has written down of its deliveries. It must have ended: while it runs its file is its own. */
export async function readDeliveries(sandboxData: string, postgres: MortalPostgres): Promise<Delivered> {
  const file = new DatabaseSync(path.join(sandboxData, "stripe-sandbox.sqlite"));
  try {
    const events = file.prepare(`select count(*) as count from objects where kind = 'event'`).get()?.["count"];
    // The statement's own columns are the shape.
    const attempts = file
      .prepare(
        `select d.event_id, o.type, o.body as event, a.status, a.answer from attempts a
         join deliveries d on d.id = a.delivery_id join objects o on o.id = d.event_id`,
      )
      .all() as Attempt[];
    const accepted = attempts.filter(({ status }) => status !== null && status >= 200 && status < 300);
    return {
      events: Number(events),
      attempts: attempts.length,
      refused: attempts.length - accepted.length,
      duplicates: accepted.filter(({ answer }) => outcomeOf(answer) === "duplicate").length,
      breaches: [...findForgotten(accepted.map(answeredEvent), await readKept(postgres)), ...findBugs(attempts)],
    };
  } finally {
    file.close();
  }
}

const answeredEvent = ({ event_id: id, type, answer, event }: Attempt): AnsweredEvent => ({
  id,
  type,
  outcome: outcomeOf(answer),
  paymentIntentId: paymentIntentOf(JSON.parse(event)?.data?.object ?? {}),
});

async function readKept(postgres: MortalPostgres) {
  const ids = async (sql: string) => new Set((await postgres.rows<{ id: string }>(sql)).map(({ id }) => id));
  return {
    events: await ids(`select id from "ProcessedWebhookEvent" union select id from parked_events`),
    paymentIntents: await ids(
      "select stripe_payment_intent_id as id from payments where stripe_payment_intent_id is not null",
    ),
  };
}

/** Nobody forged or spoiled anything here: a verified event may fail, never be refused. */
const findBugs = (attempts: Attempt[]): string[] => [
  ...new Set(
    attempts.flatMap(({ type, status }) =>
      status !== null && status >= 300 && status < 500 && status !== 429
        ? [`a genuine ${type} was refused with ${status}`]
        : [],
    ),
  ),
];

function outcomeOf(answer: string | null): string {
  try {
    return String(JSON.parse(answer ?? "{}")?.outcome);
  } catch {
    return "unreadable";
  }
}
