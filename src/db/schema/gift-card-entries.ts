import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { cents, instant } from "./columns";
import { giftCards } from "./gift-cards";
import { payments } from "./payments";

export const GIFT_CARD_ENTRY_KINDS = ["ISSUE", "SPEND", "RETURN", "ADJUST"] as const;

/** The ledger of a gift card: append-only (trigger). Its sum is the balance. An ACTIVITY card is spent whole, once. */
export const giftCardEntries = pgTable(
  "gift_card_entries",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    giftCardId: uuid("gift_card_id")
      .notNull()
      .references(() => giftCards.id),
    kind: text("kind").$type<(typeof GIFT_CARD_ENTRY_KINDS)[number]>().notNull(),
    /** Signed: ISSUE and RETURN add, SPEND takes. */
    amountCents: cents("amount_cents").notNull(),
    paymentId: uuid("payment_id").references(() => payments.id),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    check(
      "gift_card_entry_sign",
      sql`(${table.kind} in ('ISSUE', 'RETURN') and ${table.amountCents} > 0) or (${table.kind} = 'SPEND' and ${table.amountCents} < 0) or (${table.kind} = 'ADJUST' and ${table.amountCents} <> 0)`,
    ),
    check("gift_card_entry_spend_has_payment", sql`${table.kind} <> 'SPEND' or ${table.paymentId} is not null`),
    index("gift_card_entry_card").on(table.giftCardId),
    uniqueIndex("gift_card_entry_once_per_payment")
      .on(table.paymentId, table.kind)
      .where(sql`${table.paymentId} is not null`),
    uniqueIndex("gift_card_entry_one_issue")
      .on(table.giftCardId)
      .where(sql`${table.kind} = 'ISSUE'`),
  ],
);
