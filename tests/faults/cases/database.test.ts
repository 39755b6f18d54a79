import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { closeDb, db, pool } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { alerts, emails, worklistEntries } from "@/db/schema/operations";
import { payments } from "@/db/schema/payments";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { sendDueEmails } from "@/features/notifications/server/jobs";
import { closeMailServer } from "@/features/notifications/server/smtp";
import { reconcilePendingPayments, reconcileRecentPayments, retryParkedEvents } from "@/features/payments/server/jobs";
import { findOpenWorklistEntries } from "@/features/staff/server/worklist";
import { addMinutes, addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { givenCart, givenStage } from "../../support/given";
import { givenOrderIsClosed } from "../../support/closed-order";
import { startMailServer } from "../../support/mail-server";
import { givenOrder } from "../../support/orders";
import { paymentFailed, paymentSucceeded, stripeDelivers } from "../../support/stripe-events";
import { tellEvent, useStripe } from "../../support/stripe-sandbox";
import { givenPayable, succeededEventOf } from "./given-payable";

const stripe = useStripe();
const databaseUrl = process.env["DATABASE_URL"] ?? "";

afterEach(async () => {
  process.env["DATABASE_URL"] = databaseUrl;
  await pool().query("drop trigger if exists troubled on bookings");
});

/** PostgreSQL in trouble in the middle of the effects: after the payment and the holds, before the bookings. */
const givenTroubleAtBookings = (body: string) =>
  pool()
    .query(`create or replace function troubled() returns trigger language plpgsql as $$ begin ${body}; return new; end $$;
    create trigger troubled before insert on bookings for each row execute function troubled()`);
const mend = () => pool().query("drop trigger troubled on bookings");
const parkedOf = async (eventId: string) =>
  (await db().select().from(parkedEvents).where(eq(parkedEvents.id, eventId)))[0];
const recordsOf = (eventId: string) =>
  db().select().from(processedWebhookEvents).where(eq(processedWebhookEvents.id, eventId));

describe("the database in trouble in the middle of the effects", () => {
  test.each([
    ["a statement that is cancelled", "perform pg_cancel_backend(pg_backend_pid()); perform pg_sleep(1)"],
    ["a full disk", "raise exception 'no space left' using errcode = '53100'"],
    ["no memory left", "raise exception 'out of memory' using errcode = '53200'"],
    ["a server that shuts down", "raise exception 'shutting down' using errcode = '57P01'"],
  ])(
    "%s: nothing is kept of the attempt, the answer is 503, and the retry pays once [B3] [B4] [B7]",
    async (_, body) => {
      const order = await givenOrder();
      const event = paymentSucceeded(order);
      await givenTroubleAtBookings(body);

      const answer = await stripeDelivers(event);

      await mend();
      expect(answer).toMatchObject({ status: 503, code: "database_unavailable" });
      expect(await order.read()).toMatchObject({ status: "PENDING", payments: [{ status: "PENDING" }], bookings: [] });
      expect(await recordsOf(event.id)).toEqual([]);
      expect(await db().select().from(emails).where(eq(emails.orderId, order.id))).toEqual([]);
      setClock(addMinutes(now(), 1));
      await retryParkedEvents();
      expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
      expect(await stripeDelivers(event)).toMatchObject({ outcome: "duplicate" });
    },
  );

  test.each(["40P01", "40001"])(
    "%s after half of the effects: the whole is done again and nothing of the first half counts twice [C4] [C5] [C7]",
    async (code) => {
      const order = await givenOrder({
        cart: await givenCart({ items: [{ stage: await givenStage() }, { stage: await givenStage() }] }),
      });
      // A sequence is not rolled back: the second booking of the first attempt fails, later ones do not.
      await pool().query("create sequence if not exists bookings_tried; alter sequence bookings_tried restart");
      await givenTroubleAtBookings(
        `if nextval('bookings_tried') = 2 then raise exception 'ended' using errcode = '${code}'; end if`,
      );

      const answer = await stripeDelivers(paymentSucceeded(order));

      await mend();
      expect(answer).toMatchObject({ status: 200, outcome: "processed" });
      expect(await order.read()).toMatchObject({
        status: "PAID",
        paidCents: order.dueNowCents,
        lines: [{ outcome: "BOOKED" }, { outcome: "BOOKED" }],
      });
      expect((await order.read()).bookings).toHaveLength(2);
      expect((await pool().query("select last_value::int as tried from bookings_tried")).rows[0].tried).toBeGreaterThan(
        2,
      );
    },
  );
});

test("a database that is away: the webhook says 503 within seconds and nothing is lost [B1]", async () => {
  const order = await givenOrder();
  const event = paymentSucceeded(order);
  await closeDb();
  process.env["DATABASE_URL"] = "postgresql://envol@127.0.0.1:1/envol";
  const begunAt = performance.now();

  const answer = await stripeDelivers(event);

  const seconds = (performance.now() - begunAt) / 1_000;
  await closeDb();
  process.env["DATABASE_URL"] = databaseUrl;
  expect(answer).toMatchObject({ status: 503, code: "database_unavailable" });
  expect(seconds).toBeLessThan(10);
  expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "processed" });
});

test("a replica instead of the primary confirms no event, not even one that it has not heard of yet [B3] [B8]", async () => {
  const order = await givenOrder();
  const event = paymentSucceeded(order);
  // What a replica, or a failover under way, says to every write.
  await setReadOnly(true);

  const answer = await stripeDelivers(event);

  await setReadOnly(false);
  expect(answer).toMatchObject({ status: 503, code: "database_unavailable" });
  expect((await order.read()).status).toBe("PENDING");
  expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "processed" });
});

async function setReadOnly(on: boolean): Promise<void> {
  const { rows } = await pool().query<{ name: string }>("select current_database() as name");
  await pool().query(
    on
      ? `alter database ${rows[0]?.name} set default_transaction_read_only = on`
      : `begin; set transaction read write; alter database ${rows[0]?.name} reset default_transaction_read_only; commit`,
  );
  // The setting counts for connections made from now on.
  await closeDb();
}

test("bytes that no text column holds are parked and processed as they came [B7]", async () => {
  const order = await givenOrder();
  const decline = paymentFailed(order, {
    last_payment_error: { code: "card_declined", message: "No\u0000 money \u0007 here", decline_code: null },
    metadata: { ...order.metadata, note: "\u0000\ud800" },
  });
  await pool()
    .query(`create or replace function troubled() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger troubled before update on payments for each row execute function troubled()`);

  expect(await stripeDelivers(decline)).toMatchObject({ status: 500 });

  await pool().query("drop trigger troubled on payments");
  expect((await parkedOf(decline.id))?.rawBody?.equals(Buffer.from(JSON.stringify(decline)))).toBe(true);
  setClock(addMinutes(now(), 1));
  await retryParkedEvents();
  expect(await order.read()).toMatchObject({
    status: "CANCELLED",
    payments: [{ status: "FAILED", failureReason: "No  money   here" }],
  });
});

test("two orders whose time was over are paid at once for the last place: one books it, one is given back [C3] [O4]", async () => {
  const stage = await givenStage({ places: 1 });
  const first = await givenOrder({ cart: await givenCart({ items: [{ stage }] }) });
  await givenOrderIsClosed(first);
  await db().delete(holds).where(eq(holds.stageId, stage.id));
  const second = await givenOrder({ cart: await givenCart({ items: [{ stage }] }) });
  await givenOrderIsClosed(second);
  await db().delete(holds).where(eq(holds.stageId, stage.id));

  const answers = await Promise.all([first, second].map((order) => stripeDelivers(paymentSucceeded(order))));

  expect(answers.map((answer) => answer.outcome)).toEqual(["processed", "processed"]);
  const outcomes = [await first.read(), await second.read()].map((order) => `${order.lines[0]?.outcome}`);
  expect(outcomes.toSorted()).toEqual(["BOOKED", "LOST"]);
  const { rows } = await db().execute(
    sql`select sum(amount_cents)::int as cents from refunds where order_id in (${first.id}, ${second.id})`,
  );
  expect(rows).toEqual([{ cents: 10_000 }]);
});

test("workers that look at once take a parked event once [C13]", async () => {
  const order = await givenOrder();
  const event = paymentSucceeded(order);
  await givenTroubleAtBookings("raise exception 'no'");
  expect(await stripeDelivers(event)).toMatchObject({ status: 500 });
  await mend();
  setClock(addMinutes(now(), 1));

  const taken = await Promise.all([retryParkedEvents(), retryParkedEvents(), retryParkedEvents()]);

  expect(taken.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
  expect(await parkedOf(event.id)).toMatchObject({ status: "DONE", attempts: 2 });
  expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
});

test("payment pressed again while the event arrives: one order, one PaymentIntent, paid once [C1]", async () => {
  for (let round = 0; round < 4; round += 1) {
    const order = await givenPayable(stripe());
    stripe().confirm(order.paymentIntentId);
    const event = succeededEventOf(stripe(), order.paymentIntentId);

    const [, again, more] = await Promise.all([tellEvent(stripe(), event), order.again(), order.again()]);

    for (const answer of [again, more]) {
      expect(answer.body).toMatchObject(
        answer.status === 409 ? { code: "order_already_paid", orderId: order.id } : { order: { id: order.id } },
      );
      expect(answer.body.code).not.toBe("cart_empty");
    }
    expect(await order.read()).toMatchObject({ status: "PAID", refundedCents: 0, bookings: [{}] });
    expect(
      stripe()
        .paymentIntents()
        .filter((intent) => intent.metadata["orderId"] === order.id),
    ).toHaveLength(1);
    expect(await order.again()).toMatchObject({ status: 409, body: { code: "order_already_paid" } });
  }
});

describe("after a restore from a backup", () => {
  test("an order that is pending again although it was paid and answered is paid anew by asking Stripe [B9]", async () => {
    const order = await givenPayable(stripe());
    const restore = await givenBackup();
    stripe().confirm(order.paymentIntentId);
    expect(await stripe().tell(order.paymentIntentId, "payment_intent.succeeded")).toEqual(["processed"]);
    await restore();
    expect((await order.read()).status).toBe("PENDING");
    setClock(addMinutes(now(), 30));

    // Stripe had its 200 and will not deliver again.
    await reconcilePendingPayments();

    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  });

  test("an order that the backup does not know at all is before the staff and an alert, with its PaymentIntent [B9]", async () => {
    const order = await givenPayable(stripe());
    const lost = stripe().create({
      amount: 7_000,
      currency: "eur",
      metadata: { ...order.metadata, orderId: "01a00000-0000-7000-8000-000000000000" },
    });
    stripe().confirm(lost.id);
    await db().execute(sql`delete from cursors`);

    for (let day = 0; day < 2; day += 1) {
      await reconcileRecentPayments();
      setClock(addMs(now(), DAY_MS));
    }

    const dedupeKey = `payment-not-reconciled:${lost.id}`;
    const details = { paymentIntentId: lost.id, error: "OrderUnknown" };
    expect(
      await db()
        .select({ kind: alerts.kind, details: alerts.details, count: alerts.count })
        .from(alerts)
        .where(eq(alerts.dedupeKey, dedupeKey)),
    ).toEqual([{ kind: "payment_not_reconciled", details, count: 2 }]);
    expect(
      await db()
        .select({ kind: worklistEntries.kind, details: worklistEntries.details, closedAt: worklistEntries.closedAt })
        .from(worklistEntries)
        .where(eq(worklistEntries.dedupeKey, dedupeKey)),
    ).toEqual([{ kind: "PAYMENT_NOT_RECONCILED", details, closedAt: null }]);
  });
});

test("the next version's columns, words and statuses do not stop this one [C15]", async () => {
  await pool().query("alter table orders add column next_note text default 'none'");
  await pool().query("create table next_things (id uuid primary key, order_id uuid references orders (id))");
  const order = await givenPayable(stripe());

  const unknown = await stripeDelivers(paymentSucceeded(order, { status: "requires_something_new" }));
  expect(unknown).toMatchObject({ status: 200, outcome: "parked" });
  stripe().confirm(order.paymentIntentId);
  expect(await tellEvent(stripe(), succeededEventOf(stripe(), order.paymentIntentId))).toBe("processed");

  expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  await pool().query("drop table next_things; alter table orders drop column next_note");
});

test("kinds of e-mails and of entries for the staff that only the next version knows wait for it; the others go on [C15]", async () => {
  const server = await startMailServer();
  setConfig({ STRIPE_API_BASE: new URL(stripe().url), SMTP_URL: server.url });
  const order = await givenOrder();
  const { rows } = await pool().query<{ check: string }>(
    "select pg_get_constraintdef(oid) as check from pg_constraint where conname = 'email_kind_known'",
  );
  await pool().query("alter table emails drop constraint email_kind_known");
  await pool().query(
    "insert into emails (id, kind, order_id, subject_id, locale, not_before, created_at) values (gen_random_uuid(), 'REMINDER', $1, $1, 'fr', $2, $2)",
    [order.id, addMinutes(now(), -5)],
  );
  await pool().query(
    "insert into worklist_entries (id, kind, dedupe_key, details, opened_at) values (gen_random_uuid(), 'NEXT_THING', 'next', '{}', $1)",
    [now()],
  );

  expect(await stripeDelivers(paymentSucceeded(order))).toMatchObject({ outcome: "processed" });
  await sendDueEmails();

  const sent = await db()
    .select({ kind: emails.kind, status: emails.status })
    .from(emails)
    .where(eq(emails.orderId, order.id))
    .orderBy(emails.kind);
  expect(sent).toEqual([
    { kind: "CONFIRMATION", status: "SENT" },
    { kind: "PARTICIPANT_INFO", status: "SENT" },
    { kind: "REMINDER", status: "WAITING" },
  ]);
  expect((await findOpenWorklistEntries(db(), 100)).map(({ kind }) => `${kind}`)).toContain("NEXT_THING");
  const figures = await (await api.request("http://localhost/metrics")).text();
  expect(figures).toContain("envol_database_up 1");
  closeMailServer();
  await server.close();
  await pool().query(
    "delete from worklist_entries where kind = 'NEXT_THING'; delete from emails where kind = 'REMINDER'",
  );
  await pool().query(`alter table emails add constraint email_kind_known ${rows[0]?.check}`);
});

/** All rows as they are now; what is returned puts them back, as a restore does, whatever was committed since. */
async function givenBackup(): Promise<() => Promise<void>> {
  const { rows } = await pool().query<{ table: string; columns: string }>(`
    select quote_ident(table_name) as table, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and is_generated = 'NEVER' group by 1`);
  await pool().query("drop schema if exists backup cascade; create schema backup");
  for (const { table } of rows) await pool().query(`create table backup.${table} as table ${table}`);
  return () =>
    db().transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      for (const { table, columns } of rows)
        await tx.execute(
          sql.raw(
            `delete from ${table}; insert into ${table} (${columns}) overriding system value select ${columns} from backup.${table}`,
          ),
        );
    });
}

describe("amounts", () => {
  test.each([
    ["half a cent more than was due", (due: number) => due + 0.5],
    ["more than a number holds", () => 2 ** 53 + 2],
    ["an amount below nothing", () => -1],
  ])("%s is not taken for money: the event cannot be read, is kept, and pays nothing [B10]", async (_, amount) => {
    const order = await givenPayable(stripe());
    const event = paymentSucceeded(order, { amount_received: amount(order.dueNowCents) });

    expect(await stripeDelivers(event)).toMatchObject({ status: 500, code: "internal" });

    expect(await parkedOf(event.id)).toMatchObject({ status: "WAITING", lastError: "ZodError" });
    expect(await order.read()).toMatchObject({ status: "PENDING", payments: [{ status: "PENDING" }], paidCents: 0 });
  });

  test("every column of cents is the domain that refuses fractions and what no school ever takes [B10]", async () => {
    const { rows } = await pool().query<{ column: string; type: string; domain: string | null }>(`
      select table_name || '.' || column_name as column, data_type as type, domain_name as domain
      from information_schema.columns where table_schema = 'public' and column_name like '%\\_cents'`);

    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter(({ domain }) => domain !== "cents")).toEqual([]);
    await expect(pool().query("select 10.5::cents")).rejects.toThrow();
    expect((await pool().query("select 1000000000000::cents::text as most")).rows).toEqual([{ most: "1000000000000" }]);
    await expect(pool().query("select 1000000000001::cents")).rejects.toThrow();
  });
});

test("a payment row is never counted by two reconciliations at once [C2]", async () => {
  const order = await givenPayable(stripe());
  stripe().confirm(order.paymentIntentId);
  await db()
    .update(payments)
    .set({ createdAt: addMinutes(now(), -10) })
    .where(eq(payments.orderId, order.id));

  await Promise.all([reconcilePendingPayments(), reconcilePendingPayments(), reconcileRecentPayments()]);

  expect(await order.read()).toMatchObject({ status: "PAID", paidCents: order.dueNowCents, bookings: [{}] });
});
