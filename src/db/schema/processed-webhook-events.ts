import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytes, instant } from "./columns";

/** A Stripe event whose effects are committed: the row is written in their transaction, and only there (I7). */
export const processedWebhookEvents = pgTable(
  "ProcessedWebhookEvent",
  {
    /** Stripe's event id; for what reconciliation found, `reconcile:` and the PaymentIntent with its status. */
    id: text("id").primaryKey(),
    type: text("type").notNull(),
    source: text("source").$type<EventSource>().notNull(),
    /** What it did, for people and metrics: `order-paid`, `nothing-new`, … */
    effect: text("effect").notNull(),
    objectId: text("object_id"),
    orderId: uuid("order_id"),
    apiVersion: text("api_version"),
    createdAtStripe: instant("created_at_stripe"),
    processedAt: instant("processed_at").notNull(),
  },
  (table) => [
    index("processed_webhook_event_processed_at").on(table.processedAt),
    index("processed_webhook_event_order").on(table.orderId),
  ],
);

export const EVENT_SOURCES = ["WEBHOOK", "RETRY", "REPLAY", "RECONCILE", "CHECKOUT", "EXPIRY"] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

export const PARKED_STATUSES = ["WAITING", "FOR_STAFF", "DEAD", "DONE"] as const;

/** An event that could not be processed (WAITING, then DEAD), or that contradicts its order (FOR_STAFF). Bytes as they came, but for client secrets. */
export const parkedEvents = pgTable(
  "parked_events",
  {
    id: text("id").primaryKey(),
    type: text("type").notNull(),
    status: text("status").$type<(typeof PARKED_STATUSES)[number]>().notNull(),
    /** The PaymentIntent that a FOR_STAFF event is about: a true success of it answers them all. */
    objectId: text("object_id"),
    /** Null once the body is no longer needed (30 days after success). */
    rawBody: bytes("raw_body"),
    attempts: integer("attempts").notNull(),
    /** Of a WAITING row: when the worker may take it. Taking it moves this ahead by the lease, so a dead worker's row comes back. */
    notBefore: instant("not_before").notNull(),
    lastError: text("last_error").notNull(),
    receivedAt: instant("received_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [
    check("parked_event_status_known", sql`${table.status} in ('WAITING', 'FOR_STAFF', 'DEAD', 'DONE')`),
    index("parked_event_for_staff")
      .on(table.objectId)
      .where(sql`${table.status} = 'FOR_STAFF'`),
    // What staff list, newest first, and what /metrics counts: those that are done are kept, and become many.
    index("parked_event_open")
      .on(table.receivedAt)
      .where(sql`${table.status} <> 'DONE'`),
    index("parked_event_waiting")
      .on(table.notBefore)
      .where(sql`${table.status} = 'WAITING'`),
    index("parked_event_done")
      .on(table.updatedAt)
      .where(sql`${table.status} = 'DONE' and ${table.rawBody} is not null`),
  ],
);
