import pg from "pg";
import { afterEach, expect, test, vi } from "vitest";
import { pool } from "@/db/client";
import { releaseLapsedHolds } from "@/features/bookings/server/jobs";
import { sendDueEmails } from "@/features/notifications/server/jobs";
import { closeMailServer } from "@/features/notifications/server/smtp";
import { closeUnpaidOrders } from "@/features/orders/server/jobs";
import {
  makeOwedRefunds,
  reconcilePendingPayments,
  removeOldEvents,
  retryParkedEvents,
} from "@/features/payments/server/jobs";
import { setConfig } from "@/lib/config";

/** Enough that reading all of them costs more than any index. */
const DONE_ROWS = 20_000;

afterEach(() => {
  vi.restoreAllMocks();
  closeMailServer();
  setConfig();
});

type Due = {
  what: string;
  job: () => Promise<unknown>;
  table: string;
  index: string;
  /** Columns and values of the `n`-th row about which nothing is to be done. */
  done: Record<string, string>;
};
const DUE: Due[] = [
  {
    what: "parked events that are due",
    job: retryParkedEvents,
    table: "parked_events",
    index: "parked_event_waiting",
    done: {
      id: "'evt_done_' || n",
      type: "'t'",
      status: "'DONE'",
      attempts: "1",
      not_before: "now()",
      last_error: "'e'",
      received_at: "now()",
      updated_at: "now()",
    },
  },
  {
    what: "old records of events",
    job: removeOldEvents,
    table: '"ProcessedWebhookEvent"',
    index: "processed_webhook_event_processed_at",
    done: { id: "'evt_done_' || n", type: "'t'", source: "'WEBHOOK'", effect: "'e'", processed_at: "now()" },
  },
  {
    what: "e-mails that are due",
    job: sendDueEmails,
    table: "emails",
    index: "email_waiting",
    done: {
      id: "gen_random_uuid()",
      kind: "'CONFIRMATION'",
      order_id: "gen_random_uuid()",
      subject_id: "gen_random_uuid()",
      locale: "'fr'",
      status: "'SENT'",
      not_before: "now()",
      created_at: "now()",
      sent_at: "now()",
    },
  },
  {
    what: "refunds that are owed",
    job: makeOwedRefunds,
    table: "refunds",
    index: "refund_requested",
    done: {
      id: "gen_random_uuid()",
      order_id: "gen_random_uuid()",
      payment_id: "gen_random_uuid()",
      amount_cents: "100",
      reason: "'STRIPE_DASHBOARD'",
      status: "'SUCCEEDED'",
      stripe_refund_id: "'re_done_' || n",
      created_at: "now()",
      updated_at: "now()",
    },
  },
  {
    what: "payments that should have ended",
    job: reconcilePendingPayments,
    table: "payments",
    index: "payment_unfinished",
    done: {
      id: "gen_random_uuid()",
      order_id: "gen_random_uuid()",
      method: "'STRIPE'",
      status: "'CANCELLED'",
      amount_cents: "100",
      created_at: "now()",
    },
  },
  {
    what: "orders whose time to pay is over",
    job: closeUnpaidOrders,
    table: "orders",
    index: "order_payable_until",
    done: {
      id: "gen_random_uuid()",
      status: "'CANCELLED'",
      cancel_reason: "'expired'",
      cart_fingerprint: "'f'",
      customer: "'{}'",
      locale: "'fr'",
      terms_accepted_at: "now()",
      subtotal_cents: "100",
      gift_card_cents: "0",
      due_now_cents: "100",
      balance_cents: "0",
      created_at: "now()",
    },
  },
  {
    what: "places that have lapsed",
    job: releaseLapsedHolds,
    table: "holds",
    index: "hold_expires_at",
    done: { id: "gen_random_uuid()", stage_id: "gen_random_uuid()", expires_at: "null", created_at: "now()" },
  },
];

test.each(DUE)("$what are found by an index, however much is done and kept [B12]", async (due) => {
  setConfig({ SMTP_URL: "smtp://127.0.0.1:1" });
  const asked = await whatIsAsked(due.job);

  const plans = await plansBesideDoneRows(due, asked);

  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) {
    expect(plan).toContain(due.index);
    expect(plan).not.toContain(`Seq Scan on ${due.table}`);
  }
});

type Asked = { text: string; values: unknown[] };

/** What a job asks the database when nothing is due. */
async function whatIsAsked(job: () => Promise<unknown>): Promise<Asked[]> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  await job();
  const calls = query.mock.calls as unknown[][];
  query.mockRestore();
  return calls.map(([statement, values]) => ({
    text: typeof statement === "string" ? statement : (statement as { text: string }).text, // pg takes both
    values: Array.isArray(values) ? values : [],
  }));
}

/** The plans of what was asked about this table, beside twenty thousand rows of it. Nothing of them stays. */
async function plansBesideDoneRows({ table, done }: Due, asked: Asked[]): Promise<string[]> {
  const quoted = table.startsWith('"') ? table : `"${table}"`;
  const client = await pool().connect();
  try {
    // Foreign keys and guards are not what is tried here.
    await client.query("begin; set local session_replication_role = replica");
    await client.query(
      `insert into ${table} (${Object.keys(done).join(", ")}) select ${Object.values(done).join(", ")} from generate_series(1, ${DONE_ROWS}) n`,
    );
    await client.query(`analyze ${table}`);
    const plans: string[] = [];
    for (const { text, values } of asked.filter((one) => one.text.includes(quoted))) {
      const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain ${text}`, values);
      plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
    }
    return plans;
  } finally {
    await client.query("rollback");
    client.release();
  }
}
