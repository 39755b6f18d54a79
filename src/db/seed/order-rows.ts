import type { Tx } from "@/db/client";
import { bookings, holds } from "@/db/schema/bookings";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { giftCards } from "@/db/schema/gift-cards";
import { emails, worklistEntries } from "@/db/schema/operations";
import { orderLines, orders } from "@/db/schema/orders";
import { paymentAllocations, payments, refunds } from "@/db/schema/payments";
import { processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { writeRows } from "./write-rows";

/** The rows of any number of orders, by table. */
export type OrderRows = {
  orders: (typeof orders.$inferInsert)[];
  orderLines: (typeof orderLines.$inferInsert)[];
  giftCards: (typeof giftCards.$inferInsert)[];
  payments: (typeof payments.$inferInsert)[];
  paymentAllocations: (typeof paymentAllocations.$inferInsert)[];
  giftCardEntries: (typeof giftCardEntries.$inferInsert)[];
  holds: (typeof holds.$inferInsert)[];
  bookings: (typeof bookings.$inferInsert)[];
  refunds: (typeof refunds.$inferInsert)[];
  emails: (typeof emails.$inferInsert)[];
  worklistEntries: (typeof worklistEntries.$inferInsert)[];
  processedWebhookEvents: (typeof processedWebhookEvents.$inferInsert)[];
};

export const noRows = (): OrderRows => ({
  orders: [],
  orderLines: [],
  giftCards: [],
  payments: [],
  paymentAllocations: [],
  giftCardEntries: [],
  holds: [],
  bookings: [],
  refunds: [],
  emails: [],
  worklistEntries: [],
  processedWebhookEvents: [],
});

/**
 * Writes them in the order of their foreign keys. Orders get their numbers in the order of time; a gift card's ledger too, so
 * that no balance passes below zero.
 */
export async function writeOrderRows(tx: Tx, rows: OrderRows): Promise<void> {
  await writeRows(tx, orders, inTime(rows.orders));
  await writeRows(tx, orderLines, rows.orderLines);
  await writeRows(tx, giftCards, rows.giftCards);
  await writeRows(tx, payments, rows.payments);
  await writeRows(tx, paymentAllocations, rows.paymentAllocations);
  await writeRows(tx, giftCardEntries, inTime(rows.giftCardEntries));
  await writeRows(tx, holds, rows.holds);
  await writeRows(tx, bookings, rows.bookings);
  await writeRows(tx, refunds, rows.refunds);
  await writeRows(tx, emails, rows.emails);
  await writeRows(tx, worklistEntries, rows.worklistEntries);
  await writeRows(tx, processedWebhookEvents, rows.processedWebhookEvents);
}

const inTime = <T extends { createdAt: Date }>(rows: T[]): T[] =>
  rows.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
