import { sql } from "drizzle-orm";
import { check, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { cents, id, instant, json } from "./columns";
import { orderLines } from "./orders";
import type { GiftCardRecipient, GiftCardSpec } from "./snapshots";

export const giftCards = pgTable(
  "gift_cards",
  {
    id: id(),
    /** 16 characters of Crockford's base 32 from a cryptographic source (80 bits), in groups of four. */
    code: text("code").notNull().unique(),
    kind: text("kind").$type<"AMOUNT" | "ACTIVITY">().notNull(),
    /** What an ACTIVITY card gives; the same object as in the order line that bought it. */
    spec: json<GiftCardSpec>("spec").notNull(),
    /** Written only by the ledger's trigger; the deferred trigger `gift_card_balance_is_ledger` holds the two together. */
    balanceCents: cents("balance_cents").notNull().default(0),
    /** The line that bought it; null for a card that the school issued by hand. */
    orderLineId: uuid("order_line_id").references(() => orderLines.id),
    recipient: json<GiftCardRecipient>("recipient"),
    deliverAt: instant("deliver_at"),
    issuedAt: instant("issued_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    check("gift_card_balance_not_negative", sql`${table.balanceCents} >= 0`),
    check("gift_card_kind_known", sql`${table.kind} in ('AMOUNT', 'ACTIVITY')`),
    // One card for one line: a second delivery of the same payment cannot issue another.
    unique("gift_card_one_per_line").on(table.orderLineId),
  ],
);
