import { setTimeout as sleep } from "node:timers/promises";
import { openMailDrop } from "../../tests/faults/simulation/mail-drop";
import { figureOf } from "../figure";
import type { Bench, Part } from "../part";
import { DUE_NOW_CENTS } from "../stock/carts";
import { fillPaidOrders } from "../stock/paid-orders";
import { prepareCarts, preparePayableOrders } from "../stock/payable-orders";
import { startStripeStub } from "../stubs/start-stripe-stub";

const NAME = "jobs";
const DATABASE = "jobs";
const HOLDS = 10_000;
const MAILS = 1_000;
const PAYMENTS = 10_000;
/** Of each cart, and of each order's e-mails. */
const HOLDS_OF_CART = 3;
const MAILS_OF_ORDER = 4;
/** Payments are asked about one after the other: how fast that goes is known long before all are done. */
const WATCH_SECONDS = 15;
const LOOK_EVERY_MS = 20;

type Work = {
  id: string;
  what: string;
  unit: string;
  /** Makes the database whose rows wait. */
  prepare: (bench: Bench, stock: string) => Promise<void>;
  /** How many wait now; one cheap question. */
  waiting: string;
  settings: Record<string, string>;
};

/** The worker as production runs it, told to look again at once: what is measured is its work, not its rest between two looks. */
const AT_ONCE = "0.02";

const WORKS: readonly Work[] = [
  {
    id: "expiry",
    what: `expiry of ${HOLDS} holds`,
    unit: "holds/s",
    prepare: async ({ postgres }, stock) => {
      await prepareCarts(postgres, stock, { carts: Math.ceil(HOLDS / HOLDS_OF_CART) });
      await postgres.rows(stock, "update holds set expires_at = now() - interval '1 minute'");
      await postgres.rows(stock, "vacuum analyze");
    },
    waiting: "select count(*)::int as waiting from holds",
    settings: { EXPIRE_SECONDS: AT_ONCE },
  },
  {
    id: "mails",
    what: `sending of ${MAILS} e-mails to a local SMTP server`,
    unit: "e-mails/s",
    prepare: async ({ postgres }, stock) => {
      await prepareCarts(postgres, stock, { carts: 1 });
      await fillPaidOrders(postgres.url(stock), MAILS / MAILS_OF_ORDER);
      await postgres.rows(stock, "update emails set status = 'WAITING', attempts = 0, sent_at = null");
      await postgres.rows(stock, "vacuum analyze");
    },
    waiting: "select count(*)::int as waiting from emails where status = 'WAITING'",
    settings: { EMAIL_SECONDS: AT_ONCE },
  },
  {
    id: "reconciliation",
    what: `reconciliation, ${PAYMENTS} payments waiting, Stripe's answer free`,
    unit: "payments/s",
    prepare: async ({ postgres }, stock) => {
      await preparePayableOrders(postgres, stock, { carts: PAYMENTS });
      await postgres.rows(stock, "update payments set created_at = now() - interval '10 minutes'");
      await postgres.rows(stock, "vacuum analyze");
    },
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
    const stripe = await startStripeStub(programs, DUE_NOW_CENTS);
    const mail = await openMailDrop();
    try {
      const rounds = new Map<string, number[]>();
      for (const work of WORKS) await work.prepare(bench, stockOf(work));
      for (let round = 1; round <= bench.rounds; round += 1) {
        for (const work of WORKS) {
          await postgres.renew(DATABASE, stockOf(work));
          mail.reset();
          const perSecond = await watch(bench, work, { stripeUrl: stripe.origin, smtpUrl: mail.url });
          if (work.id === "mails") expectEach(mail.accepted);
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

type Beyond = { stripeUrl: string; smtpUrl: string };

/** From the first that is done, because the worker's start is measured elsewhere, to the last or the end of patience. */
async function watch({ postgres, programs }: Bench, work: Work, beyond: Beyond): Promise<number> {
  const count = async () => {
    const [row] = await postgres.rows<{ waiting: number }>(DATABASE, work.waiting);
    return row?.waiting ?? 0;
  };
  const all = await count();
  const worker = await programs.startWorker({
    databaseUrl: postgres.url(DATABASE),
    ...beyond,
    settings: work.settings,
  });
  try {
    const { left, from } = await untilFirst(count, all);
    const until = from + WATCH_SECONDS * 1_000;
    let last = left;
    let at = from;
    while (last > 0 && at < until) {
      await sleep(LOOK_EVERY_MS);
      last = await count();
      at = performance.now();
    }
    if (last === left) throw new Error(`${work.what}: nothing was done in ${WATCH_SECONDS} seconds`);
    return (left - last) / ((at - from) / 1_000);
  } finally {
    await worker.stop();
  }
}

async function untilFirst(count: () => Promise<number>, all: number): Promise<{ left: number; from: number }> {
  const until = performance.now() + WATCH_SECONDS * 1_000;
  for (;;) {
    const left = await count();
    if (left < all || performance.now() > until) return { left, from: performance.now() };
    await sleep(LOOK_EVERY_MS);
  }
}

/** @throws unless every e-mail came, and came once. */
function expectEach(accepted: readonly string[]): void {
  if (accepted.length !== MAILS || new Set(accepted).size !== MAILS)
    throw new Error(`${accepted.length} e-mails came, ${new Set(accepted).size} different ones, of ${MAILS}`);
}
