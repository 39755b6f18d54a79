import { and, asc, eq, gt, gte, inArray, isNotNull, lt, min, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { installations } from "@/db/schema/operations";
import { payments, refunds } from "@/db/schema/payments";
import { addMs, DAY_MS, now } from "@/lib/clock";

export type PaymentRow = {
  id: string;
  stripePaymentIntentId: string;
  amountCents: number;
  receivedCents: number | null;
  receivedCurrency: string;
  succeeded: boolean;
};
export type RefundRow = { id: string; paymentId: string; stripeRefundId: string; amountCents: number; failed: boolean };

const PAGE = 1_000;

const paymentColumns = {
  id: payments.id,
  // Every query below asks for payments that have one.
  stripePaymentIntentId: sql<string>`${payments.stripePaymentIntentId}`,
  amountCents: payments.amountCents,
  receivedCents: payments.receivedCents,
  receivedCurrency: sql<string>`coalesce(${payments.receivedCurrency}, ${payments.currency})`,
  succeeded: sql<boolean>`${payments.succeededAt} is not null`,
};

const refundColumns = {
  id: refunds.id,
  paymentId: refunds.paymentId,
  stripeRefundId: sql<string>`${refunds.stripeRefundId}`,
  amountCents: refunds.amountCents,
  failed: sql<boolean>`${refunds.status} in ('FAILED', 'CANCELLED')`,
};

export async function findInstallation(reader: Reader): Promise<string> {
  const [row] = await reader.select({ installation: installations.installation }).from(installations);
  if (!row) throw new Error("this database has no installation");
  return row.installation;
}

/** Since when Stripe can hold something of ours: a day before our first payment, for a clock that is wrong. */
export async function findBeginning(reader: Reader): Promise<Date> {
  const [row] = await reader
    .select({ first: min(payments.createdAt) })
    .from(payments)
    .where(eq(payments.method, "STRIPE"));
  const [installed] = await reader.select({ at: installations.createdAt }).from(installations);
  const times = [row?.first, installed?.at, now()].flatMap((time) => (time ? [time.getTime()] : []));
  return addMs(new Date(Math.min(...times)), -DAY_MS);
}

export async function findPayments(reader: Reader, paymentIntentIds: string[]): Promise<Map<string, PaymentRow>> {
  const rows = await reader
    .select(paymentColumns)
    .from(payments)
    .where(inArray(payments.stripePaymentIntentId, paymentIntentIds));
  return new Map(rows.map((row) => [row.stripePaymentIntentId, row]));
}

/** Our payments that have a PaymentIntent, by the time they were created in, page by page. */
export async function* findPaymentsCreated(reader: Reader, from: Date, to: Date): AsyncGenerator<PaymentRow[]> {
  for (let after: string | undefined; ;) {
    const rows: PaymentRow[] = await reader
      .select(paymentColumns)
      .from(payments)
      .where(
        and(
          isNotNull(payments.stripePaymentIntentId),
          gte(payments.createdAt, from),
          lt(payments.createdAt, to),
          after === undefined ? undefined : gt(payments.id, after),
        ),
      )
      .orderBy(asc(payments.id))
      .limit(PAGE);
    yield rows;
    after = rows.at(-1)?.id;
    if (rows.length < PAGE) return;
  }
}

export async function findRefunds(reader: Reader, stripeRefundIds: string[]): Promise<Map<string, RefundRow>> {
  const rows = await reader.select(refundColumns).from(refunds).where(inArray(refunds.stripeRefundId, stripeRefundIds));
  return new Map(rows.map((row) => [row.stripeRefundId, row]));
}

/** Our refunds that Stripe has made, as we say. */
export async function* findRefundsMade(reader: Reader): AsyncGenerator<RefundRow[]> {
  for (let after: string | undefined; ;) {
    const rows: RefundRow[] = await reader
      .select(refundColumns)
      .from(refunds)
      .where(and(isNotNull(refunds.stripeRefundId), after === undefined ? undefined : gt(refunds.id, after)))
      .orderBy(asc(refunds.id))
      .limit(PAGE);
    yield rows;
    after = rows.at(-1)?.id;
    if (rows.length < PAGE) return;
  }
}

/** Kinds of entries that say why what Stripe has of a PaymentIntent is not what stands here. */
const EXPLAINS = sql.raw(`('MONEY_CONTRADICTS_ORDER', 'WRONG_MODE', 'PAYMENT_NOT_RECONCILED')`);

/** Whether staff have the PaymentIntent before them as what contradicts our rows: on the open worklist, or as an event that is parked. */
export async function isKnownToStaff(reader: Reader, paymentIntentId: string): Promise<boolean> {
  const { rows } = await reader.execute<{ known: boolean }>(sql`select
    exists (
      select from worklist_entries w left join payments p on p.id = w.payment_id
      where w.closed_at is null and w.kind in ${EXPLAINS}
        and (p.stripe_payment_intent_id = ${paymentIntentId} or position(${paymentIntentId}::text in w.dedupe_key || w.details::text) > 0)
    )
    or exists (select from parked_events k where k.status <> 'DONE' and position(convert_to(${paymentIntentId}::text, 'UTF8') in k.raw_body) > 0) as known`);
  return rows[0]?.known === true;
}
