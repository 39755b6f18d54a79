import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, smallint, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytes, id, instant, json } from "./columns";
import { orders } from "./orders";
import { payments } from "./payments";
import type { Locale } from "./snapshots";

/** This database's own random identity (it travels to Stripe) and the key of the orders' access tokens (it never leaves). */
export const installations = pgTable(
  "installations",
  {
    id: smallint("id").primaryKey().default(1),
    installation: uuid("installation").notNull(),
    accessTokenKey: bytes("access_token_key").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [check("installation_single_row", sql`${table.id} = 1`)],
);

export const WORKLIST_KINDS = [
  "MONEY_CONTRADICTS_ORDER",
  "WRONG_MODE",
  "OVERPAID",
  "LINE_LOST",
  "DUPLICATE_PAYMENT",
  "REFUND_AT_STRIPE",
  "REFUND_FAILED",
  "DISPUTE",
  "EVENT_DEAD",
  "PAYMENT_NOT_RECONCILED",
  "MAIL_FAILED",
] as const;
export type WorklistKind = (typeof WORKLIST_KINDS)[number];

/** What waits for a person of the school. Details hold ids, amounts and codes, never personal data. */
export const worklistEntries = pgTable(
  "worklist_entries",
  {
    id: id(),
    kind: text("kind").$type<WorklistKind>().notNull(),
    /** The same fact told twice is one entry. */
    dedupeKey: text("dedupe_key").notNull(),
    orderId: uuid("order_id").references(() => orders.id),
    paymentId: uuid("payment_id").references(() => payments.id),
    details: json<Record<string, unknown>>("details").notNull(),
    openedAt: instant("opened_at").notNull(),
    closedAt: instant("closed_at"),
    resolution: text("resolution"),
  },
  (table) => [
    unique("worklist_entry_once").on(table.dedupeKey),
    index("worklist_entry_open")
      .on(table.openedAt)
      .where(sql`${table.closedAt} is null`),
    index("worklist_entry_order").on(table.orderId),
  ],
);

/** What an operator should know: a row, a log line and a metric each. Counted again when the same thing comes back. */
export const alerts = pgTable(
  "alerts",
  {
    id: id(),
    kind: text("kind").notNull(),
    dedupeKey: text("dedupe_key").notNull(),
    details: json<Record<string, unknown>>("details").notNull(),
    count: integer("count").notNull().default(1),
    firstAt: instant("first_at").notNull(),
    lastAt: instant("last_at").notNull(),
    acknowledgedAt: instant("acknowledged_at"),
  },
  (table) => [
    unique("alert_once").on(table.dedupeKey),
    index("alert_last_at").on(table.lastAt),
    index("alert_unacknowledged")
      .on(table.lastAt)
      .where(sql`${table.acknowledgedAt} is null`),
  ],
);

export const EMAIL_KINDS = [
  "CONFIRMATION",
  "PARTICIPANT_INFO",
  "GIFT_CARD",
  "PAYMENT_FAILED",
  "REFUND",
  "PLACE_LOST",
] as const;
export type EmailKind = (typeof EMAIL_KINDS)[number];
export const EMAIL_STATUSES = ["WAITING", "SENT", "DEAD"] as const;

/**
 * An e-mail to send. It holds ids only; the text is made when it is sent, so nothing personal waits here. The id is the
 * Message-ID's left part: a second sending after a crash carries the same one, and the provider or reader drops the copy.
 */
export const emails = pgTable(
  "emails",
  {
    id: id(),
    kind: text("kind").$type<EmailKind>().notNull(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    /** What it is about, when an order has several: the booking, the gift card, the refund. Else the order. */
    subjectId: uuid("subject_id").notNull(),
    locale: text("locale").$type<Locale>().notNull(),
    status: text("status").$type<(typeof EMAIL_STATUSES)[number]>().notNull().default("WAITING"),
    attempts: integer("attempts").notNull().default(0),
    notBefore: instant("not_before").notNull(),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull(),
    sentAt: instant("sent_at"),
  },
  (table) => [
    unique("email_once").on(table.orderId, table.kind, table.subjectId),
    check(
      "email_kind_known",
      sql`${table.kind} in ('CONFIRMATION', 'PARTICIPANT_INFO', 'GIFT_CARD', 'PAYMENT_FAILED', 'REFUND', 'PLACE_LOST')`,
    ),
    check("email_status_known", sql`${table.status} in ('WAITING', 'SENT', 'DEAD')`),
    index("email_waiting")
      .on(table.notBefore)
      .where(sql`${table.status} = 'WAITING'`),
    index("email_dead")
      .on(table.createdAt)
      .where(sql`${table.status} = 'DEAD'`),
  ],
);

/** Where a recurring reading of Stripe stands, so that a worker that dies goes on from the last page done. */
export const cursors = pgTable("cursors", {
  name: text("name").primaryKey(),
  position: instant("position").notNull(),
  pageToken: text("page_token"),
  /** When the reading that `pageToken` belongs to began. */
  begunAt: instant("begun_at"),
  /** Runs at most once at a time and this often, across all workers. */
  notBefore: instant("not_before").notNull(),
  attempts: bigint("attempts", { mode: "number" }).notNull().default(0),
});
