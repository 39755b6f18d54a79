import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { cents, id, instant } from "./columns";
import { giftCards } from "./gift-cards";
import { orderLines, orders } from "./orders";
import type { AllocationPart, PaymentMethod, PaymentStatus } from "./status-words";

export const payments = pgTable(
  "payments",
  {
    /** Also the idempotency key of the PaymentIntent's creation: asked twice, Stripe makes one. */
    id: id(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    method: text("method").$type<PaymentMethod>().notNull(),
    status: text("status").$type<PaymentStatus>().notNull().default("PENDING"),
    /** What it shall bring (STRIPE: the PaymentIntent's amount; GIFT_CARD: what the card pays). */
    amountCents: cents("amount_cents").notNull(),
    currency: text("currency").notNull().default("eur"),
    /** Null until Stripe has answered that it was made: the answer may be lost, then an event or the next request links it. */
    stripePaymentIntentId: text("stripe_payment_intent_id"),
    giftCardId: uuid("gift_card_id").references(() => giftCards.id),
    /** False for money that came a second time: it is given back and never changes the order's status. */
    coversOrder: boolean("covers_order").notNull().default(true),
    /** What arrived, as Stripe said it; it may contradict `amountCents` and `currency`, then staff decide. */
    receivedCents: cents("received_cents"),
    receivedCurrency: text("received_currency"),
    /** Sum of the distinct refunds that Stripe has made and that did not fail. */
    refundedCents: cents("refunded_cents").notNull().default(0),
    failureCode: text("failure_code"),
    failureMessage: text("failure_message"),
    /** Who told us that it succeeded: WEBHOOK, RECONCILE, CHECKOUT, EXPIRY, REPLAY, GIFT_CARD, STAFF. */
    succeededBy: text("succeeded_by"),
    createdAt: instant("created_at").notNull(),
    succeededAt: instant("succeeded_at"),
    /** When reconciliation may ask Stripe about it next. */
    reconcileNotBefore: instant("reconcile_not_before"),
  },
  (table) => [
    unique("payment_one_per_payment_intent").on(table.stripePaymentIntentId),
    check("payment_method_known", sql`${table.method} in ('STRIPE', 'GIFT_CARD', 'MANUAL')`),
    check(
      "payment_status_known",
      sql`${table.status} in ('PENDING', 'PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'PARTIALLY_REFUNDED', 'REFUNDED')`,
    ),
    check("payment_amount_positive", sql`${table.amountCents} > 0`),
    check("payment_gift_card", sql`(${table.method} = 'GIFT_CARD') = (${table.giftCardId} is not null)`),
    check("payment_intent_is_stripe", sql`${table.stripePaymentIntentId} is null or ${table.method} = 'STRIPE'`),
    check(
      "payment_refunded_within_received",
      sql`${table.refundedCents} between 0 and coalesce(${table.receivedCents}, 0)`,
    ),
    check(
      "payment_succeeded_has_received",
      sql`(${table.status} in ('SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED')) = (${table.succeededAt} is not null) and (${table.succeededAt} is null or ${table.receivedCents} is not null)`,
    ),
    index("payment_order").on(table.orderId),
    index("payment_gift_card_pending")
      .on(table.giftCardId)
      .where(sql`${table.status} = 'PENDING' and ${table.method} = 'GIFT_CARD'`),
    index("payment_unfinished")
      .on(table.createdAt)
      .where(sql`${table.method} = 'STRIPE' and ${table.status} in ('PENDING', 'PROCESSING', 'FAILED')`),
  ],
);

/** How a payment divides over the lines: its allocations sum to the payment (I10). */
export const paymentAllocations = pgTable(
  "payment_allocations",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    paymentId: uuid("payment_id")
      .notNull()
      .references(() => payments.id, { onDelete: "cascade" }),
    /** Null for EXCESS and DUPLICATE: money that no line asked for. */
    orderLineId: uuid("order_line_id").references(() => orderLines.id),
    part: text("part").$type<AllocationPart>().notNull(),
    amountCents: cents("amount_cents").notNull(),
  },
  (table) => [
    check("payment_allocation_positive", sql`${table.amountCents} > 0`),
    check("payment_allocation_part_known", sql`${table.part} in ('DUE_NOW', 'BALANCE', 'EXCESS', 'DUPLICATE')`),
    check(
      "payment_allocation_line",
      sql`(${table.part} in ('DUE_NOW', 'BALANCE')) = (${table.orderLineId} is not null)`,
    ),
    uniqueIndex("payment_allocation_once").on(table.paymentId, table.orderLineId, table.part),
    index("payment_allocation_line_index").on(table.orderLineId),
  ],
);

export const REFUND_STATUSES = ["REQUESTED", "PENDING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];
export const REFUND_REASONS = ["PLACE_LOST", "GIFT_CARD_SPENT", "DUPLICATE", "STAFF", "STRIPE_DASHBOARD"] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

/** One refund. Ours begin as REQUESTED, committed before Stripe is asked; its id is the idempotency key, so a retry finds the same refund. */
export const refunds = pgTable(
  "refunds",
  {
    id: id(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    paymentId: uuid("payment_id")
      .notNull()
      .references(() => payments.id),
    orderLineId: uuid("order_line_id").references(() => orderLines.id),
    amountCents: cents("amount_cents").notNull(),
    currency: text("currency").notNull().default("eur"),
    reason: text("reason").$type<RefundReason>().notNull(),
    status: text("status").$type<RefundStatus>().notNull().default("REQUESTED"),
    stripeRefundId: text("stripe_refund_id").unique("refund_one_per_stripe_refund"),
    failureReason: text("failure_reason"),
    attempts: integer("attempts").notNull().default(0),
    notBefore: instant("not_before"),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [
    check("refund_amount_positive", sql`${table.amountCents} > 0`),
    check("refund_status_known", sql`${table.status} in ('REQUESTED', 'PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED')`),
    check(
      "refund_made_has_stripe_id",
      sql`${table.status} = 'REQUESTED' or ${table.stripeRefundId} is not null or ${table.status} in ('FAILED', 'CANCELLED')`,
    ),
    // The same loss is given back once, however often the success is told.
    uniqueIndex("refund_one_per_loss")
      .on(table.paymentId, table.orderLineId, table.reason)
      .where(sql`${table.reason} in ('PLACE_LOST', 'GIFT_CARD_SPENT')`),
    uniqueIndex("refund_one_per_duplicate")
      .on(table.paymentId)
      .where(sql`${table.reason} = 'DUPLICATE'`),
    index("refund_payment").on(table.paymentId),
    index("refund_order").on(table.orderId),
    index("refund_requested")
      .on(table.notBefore)
      .where(sql`${table.status} = 'REQUESTED'`),
  ],
);

/** A customer's bank disputes a charge. An inquiry moves no money; `fundsWithdrawnAt` and `fundsReinstatedAt` say what did, once each. */
export const disputes = pgTable(
  "disputes",
  {
    stripeDisputeId: text("stripe_dispute_id").primaryKey(),
    paymentId: uuid("payment_id")
      .notNull()
      .references(() => payments.id),
    status: text("status").notNull(),
    reason: text("reason"),
    amountCents: cents("amount_cents").notNull(),
    currency: text("currency").notNull(),
    fundsWithdrawnAt: instant("funds_withdrawn_at"),
    fundsReinstatedAt: instant("funds_reinstated_at"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [index("dispute_payment").on(table.paymentId)],
);
