import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  pgSequence,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { cartSessions } from "./cart-sessions";
import { baptemes, stages } from "./catalogue";
import type { BaptemeCategory, StageType } from "./catalogue-words";
import { cents, id, instant, json } from "./columns";
import type { CancelReason, LineOutcome, OrderStatus } from "./status-words";
import type { CartItemType, Customer, GiftCardPurchase, Locale, Participant } from "./snapshots";

export const orderNumbers = pgSequence("order_number", { startWith: 1001 });

export const orders = pgTable(
  "orders",
  {
    id: id(),
    number: text("number")
      .notNull()
      .unique()
      // At least six digits: `lpad` to six alone would cut the millionth.
      .default(sql`'ENV-' || regexp_replace(lpad(nextval('order_number')::text, 19, '0'), '^0{1,13}', '')`),
    cartSessionId: uuid("cart_session_id").references(() => cartSessions.id, { onDelete: "set null" }),
    status: text("status").$type<OrderStatus>().notNull().default("PENDING"),
    cancelReason: text("cancel_reason").$type<CancelReason>(),
    /**
     * Until when the visitor may pay; not null exactly while the order can be paid. It ends only with an answer of
     * Stripe's (paid, cancelled), not by the time passing: a PaymentIntent that we have not cancelled can still take money.
     */
    payableUntil: instant("payable_until"),
    /** Written, and committed, before Stripe is asked to cancel: the `canceled` event that follows then finds its reason here. */
    closeReason: text("close_reason").$type<CancelReason>(),
    /** What of the cart this order was made from, without prices: the same cart asked for again gives the same order. */
    cartFingerprint: text("cart_fingerprint").notNull(),
    /** Null after erasure. */
    customer: json<Customer>("customer"),
    locale: text("locale").$type<Locale>().notNull(),
    termsAcceptedAt: instant("terms_accepted_at").notNull(),
    /** Full prices; then what gift cards cover; then what is due now and at the school after them. */
    subtotalCents: cents("subtotal_cents").notNull(),
    giftCardCents: cents("gift_card_cents").notNull(),
    dueNowCents: cents("due_now_cents").notNull(),
    balanceCents: cents("balance_cents").notNull(),
    createdAt: instant("created_at").notNull(),
    paidAt: instant("paid_at"),
    cancelledAt: instant("cancelled_at"),
    /** Attempts to close at Stripe, and when the next may be made: back-off, and a lease for the worker that is at it. */
    closeAttempts: integer("close_attempts").notNull().default(0),
    closeNotBefore: instant("close_not_before"),
  },
  (table) => [
    check(
      "order_amounts_add_up",
      sql`${table.subtotalCents} = ${table.giftCardCents} + ${table.dueNowCents} + ${table.balanceCents}`,
    ),
    check(
      "order_amounts_not_negative",
      sql`least(${table.subtotalCents}, ${table.giftCardCents}, ${table.dueNowCents}, ${table.balanceCents}) >= 0`,
    ),
    check(
      "order_status_known",
      sql`${table.status} in ('PENDING', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED')`,
    ),
    check("order_cancel_reason", sql`(${table.status} = 'CANCELLED') = (${table.cancelReason} is not null)`),
    check(
      "order_payable_while_open",
      sql`case when ${table.payableUntil} is null then ${table.status} <> 'PENDING' else ${table.status} = 'PENDING' or ${table.cancelReason} = 'payment_failed' end`,
    ),
    check(
      "order_paid_at",
      sql`(${table.status} in ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')) = (${table.paidAt} is not null)`,
    ),
    // A visitor never ends with two payable orders for one cart.
    uniqueIndex("order_one_payable_per_cart")
      .on(table.cartSessionId)
      .where(sql`${table.payableUntil} is not null`),
    index("order_cart_session").on(table.cartSessionId, table.createdAt),
    index("order_payable_until")
      .on(table.payableUntil)
      .where(sql`${table.payableUntil} is not null`),
    index("order_created_at").on(table.createdAt),
  ],
);

export const orderLines = pgTable(
  "order_lines",
  {
    id: id(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    type: text("type").$type<CartItemType>().notNull(),
    /** The cart item it was made from. No foreign key: the item may leave the cart, the line stays. */
    cartItemId: uuid("cart_item_id"),
    stageId: uuid("stage_id").references(() => stages.id),
    stageType: text("stage_type").$type<StageType>(),
    baptemeId: uuid("bapteme_id").references(() => baptemes.id),
    category: text("category").$type<BaptemeCategory>(),
    video: boolean("video").notNull().default(false),
    /** Null after erasure, and for a gift card. */
    participant: json<Participant>("participant"),
    giftCard: json<GiftCardPurchase>("gift_card"),
    priceCents: cents("price_cents").notNull(),
    dueNowCents: cents("due_now_cents").notNull(),
    balanceCents: cents("balance_cents").notNull(),
    outcome: text("outcome").$type<LineOutcome>().notNull().default("PENDING"),
  },
  (table) => [
    unique("order_line_position").on(table.orderId, table.position),
    check(
      "order_line_amounts_add_up",
      sql`${table.priceCents} = ${table.dueNowCents} + ${table.balanceCents} and ${table.dueNowCents} >= 0 and ${table.balanceCents} >= 0`,
    ),
    check("order_line_outcome_known", sql`${table.outcome} in ('PENDING', 'BOOKED', 'ISSUED', 'LOST', 'CANCELLED')`),
    check(
      "order_line_one_thing",
      sql`(${table.type} = 'STAGE' and ${table.stageId} is not null and ${table.baptemeId} is null and ${table.giftCard} is null)
       or (${table.type} = 'BAPTEME' and ${table.baptemeId} is not null and ${table.stageId} is null and ${table.giftCard} is null)
       or (${table.type} = 'GIFT_CARD' and ${table.giftCard} is not null and ${table.stageId} is null and ${table.baptemeId} is null)`,
    ),
    index("order_line_cart_item").on(table.cartItemId),
    index("order_line_stage").on(table.stageId),
    index("order_line_bapteme").on(table.baptemeId),
  ],
);
