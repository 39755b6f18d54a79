import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openMailDrop } from "../../tests/faults/simulation/mail-drop";
import { figureOf } from "../figure";
import type { Bench, Part } from "../part";
import { DUE_NOW_CENTS } from "../stock/carts";
import { fillPaidOrders } from "../stock/paid-orders";
import { prepareCarts, preparePayableOrders } from "../stock/payable-orders";

const NAME = "jobs";
const DATABASE = "jobs";
const HOLDS = 10_000;
const MAILS = 1_000;
const PAYMENTS = 10_000;
/** Of each cart, and of each order's e-mails. */
const HOLDS_OF_CART = 3;
const MAILS_OF_ORDER = 4;
/** Where a machine does not get through in this time, its speed is known all the same. */
const WATCH_SECONDS = 8;
const LOOK_EVERY_MS = 10;
const FIRST_TURNS_MS = 1_200;

type Work = {
  id: string;
  what: string;
  unit: string;
  /** How many become due. */
  many: number;
  /** Makes the database; its worker finds nothing to do. */
  prepare: (bench: Bench, stock: string) => Promise<void>;
  /** Makes all of it due at once. */
  makeDue: string;
  /** How many wait now; one cheap question. */
  waiting: string;
  settings: Record<string, string>;
  /** Without it the worker has no mail server, so that what is queued meanwhile takes no time from what is measured. */
  sendsMails?: true;
};

/** The worker as production runs it, told to look again at once: what is measured is its work, not its rest between two looks. */
const AT_ONCE = "0.02";

const WORKS: readonly Work[] = [
  {
    id: "expiry",
    what: `expiry of ${HOLDS} holds`,
    unit: "holds/s",
    many: Math.ceil(HOLDS / HOLDS_OF_CART) * HOLDS_OF_CART,
    prepare: ({ postgres }, stock) => prepareCarts(postgres, stock, { carts: Math.ceil(HOLDS / HOLDS_OF_CART) }),
    makeDue: "update holds set expires_at = now() - interval '1 minute'",
    waiting: "select count(*)::int as waiting from holds",
    settings: { EXPIRE_SECONDS: AT_ONCE },
  },
  {
    id: "mails",
    what: `sending of ${MAILS} e-mails to a local SMTP server`,
    unit: "e-mails/s",
    many: MAILS,
    prepare: async ({ postgres }, stock) => {
      await prepareCarts(postgres, stock, { carts: 1 });
      await fillPaidOrders(postgres.url(stock), MAILS / MAILS_OF_ORDER);
    },
    makeDue: "update emails set status = 'WAITING', attempts = 0, sent_at = null",
    waiting: "select count(*)::int as waiting from emails where status = 'WAITING'",
    settings: { EMAIL_SECONDS: AT_ONCE },
    sendsMails: true,
  },
  {
    id: "reconciliation",
    what: `reconciliation, ${PAYMENTS} payments waiting, Stripe's answer free`,
    unit: "payments/s",
    many: PAYMENTS,
    prepare: ({ postgres }, stock) => preparePayableOrders(postgres, stock, { carts: PAYMENTS }),
    makeDue: "update payments set created_at = now() - interval '10 minutes'",
    waiting:
      "select count(*)::int as waiting from payments where method = 'STRIPE' and status in ('PENDING', 'PROCESSING', 'FAILED')",
    settings: { RECONCILE_SECONDS: AT_ONCE },
  },
];

export const jobs: Part = {
  name: NAME,
  title: "What the worker gets through: lapsed holds, e-mails, payments of which no event told",
  run: async (bench) => {
    const { postgres, programs } = bench;
    const stripe = await programs.start(
      {
        name: "paid-at-stripe",
        script: "bench/stubs/paid-at-stripe.ts",
        env: { AMOUNT_CENTS: String(DUE_NOW_CENTS) },
      },
      /Stub ready on (\S+)/,
    );
    const mail = await openMailDrop();
    try {
      const rounds = new Map<string, number[]>();
      for (const work of WORKS) await work.prepare(bench, stockOf(work));
      for (let round = 1; round <= bench.rounds; round += 1) {
        for (const work of WORKS) {
          await postgres.renew(DATABASE, stockOf(work));
          mail.reset();
          const { perSecond, done } = await watch(bench, work, {
            stripeUrl: stripe.origin,
            ...(work.sendsMails && { smtpUrl: mail.url }),
          });
          if (work.id === "mails") expectEach(mail.accepted, done);
          bench.tell(`round ${round}: ${work.what}: ${Math.round(perSecond)} ${work.unit}`);
          rounds.set(work.id, [...(rounds.get(work.id) ?? []), perSecond]);
        }
      }
      return WORKS.map(({ id, what, unit }) =>
        figureOf({ part: NAME, id: `${NAME}-${id}`, what, unit, rounds: rounds.get(id) ?? [] }),
      );
    } finally {
      await mail.close();
    }
  },
};

const stockOf = ({ id }: Work): string => `stock_${id}`;

type Beyond = { stripeUrl: string; smtpUrl?: string };

/** From the moment when all is due to the last that is done, or the end of patience. */
async function watch(
  { postgres, programs }: Bench,
  work: Work,
  beyond: Beyond,
): Promise<{ perSecond: number; done: number }> {
  const databaseUrl = postgres.url(DATABASE);
  const worker = await programs.startWorker({ databaseUrl, ...beyond, settings: work.settings });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Its jobs' first turns come within a second.
    await sleep(FIRST_TURNS_MS);
    await client.query(work.makeDue);
    const from = performance.now();
    const all = await count(client, work);
    for (let left = all; ; left = await count(client, work)) {
      const seconds = (performance.now() - from) / 1_000;
      if (left > 0 && seconds < WATCH_SECONDS) {
        await sleep(LOOK_EVERY_MS);
        continue;
      }
      if (left === all && left > 0) throw new Error(`${work.what}: nothing was done in ${WATCH_SECONDS} seconds`);
      return { perSecond: (work.many - left) / seconds, done: work.many - left };
    }
  } finally {
    await client.end();
    await worker.stop();
  }
}

async function count(client: pg.Client, { waiting }: Work): Promise<number> {
  const { rows } = await client.query<{ waiting: number }>(waiting);
  return rows[0]?.waiting ?? 0;
}

/** @throws when an e-mail came twice, or when fewer came than are marked as sent. */
function expectEach(accepted: readonly string[], sent: number): void {
  if (accepted.length < sent || new Set(accepted).size !== accepted.length)
    throw new Error(`${accepted.length} e-mails came, ${new Set(accepted).size} different ones, and ${sent} were sent`);
}
