import { index, pgTable, text } from "drizzle-orm/pg-core";
import { bytes, cents, id, instant } from "./columns";
import type { Locale } from "./snapshots";

export const cartSessions = pgTable(
  "cart_sessions",
  {
    /** Public: it travels to Stripe as `sessionId`. The cookie's token is another secret, of which only the SHA-256 is here. */
    id: id(),
    tokenHash: bytes("token_hash").notNull().unique(),
    locale: text("locale").$type<Locale>().notNull().default("fr"),
    /** What the visitor was last shown: an order never takes more than this (domain, step 2). */
    shownDueNowCents: cents("shown_due_now_cents").notNull().default(0),
    shownBalanceCents: cents("shown_balance_cents").notNull().default(0),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at").notNull(),
  },
  (table) => [index("cart_session_last_used_at").on(table.lastUsedAt)],
);
