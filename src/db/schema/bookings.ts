import { sql } from "drizzle-orm";
import { check, index, pgTable, unique, uuid } from "drizzle-orm/pg-core";
import { cartItems } from "./cart";
import { baptemes, stages } from "./catalogue";
import { id, instant } from "./columns";
import { orderLines, orders } from "./orders";

/**
 * A place that is taken. It is kept until `expiresAt` for a cart item; as long as `orderLineId` points to an order that can
 * still be paid; and for good (`expiresAt` null) once a booking stands on it. Its insertion is guarded: the trigger
 * `hold_places_guard` locks the stage or slot, counts its holds and refuses one more than there are places. Paying only
 * changes the row, so it never waits for that lock.
 */
export const holds = pgTable(
  "holds",
  {
    id: id(),
    stageId: uuid("stage_id").references(() => stages.id),
    baptemeId: uuid("bapteme_id").references(() => baptemes.id),
    cartItemId: uuid("cart_item_id").references(() => cartItems.id, { onDelete: "set null" }),
    orderLineId: uuid("order_line_id").references(() => orderLines.id),
    expiresAt: instant("expires_at"),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    check("hold_one_activity", sql`num_nonnulls(${table.stageId}, ${table.baptemeId}) = 1`),
    unique("hold_one_per_cart_item").on(table.cartItemId),
    unique("hold_one_per_order_line").on(table.orderLineId),
    index("hold_stage")
      .on(table.stageId)
      .where(sql`${table.stageId} is not null`),
    index("hold_bapteme")
      .on(table.baptemeId)
      .where(sql`${table.baptemeId} is not null`),
    index("hold_expires_at")
      .on(table.expiresAt)
      .where(sql`${table.expiresAt} is not null and ${table.orderLineId} is null`),
  ],
);

/** A participant's confirmed place. It stands on a hold: bookings can never be more than places. */
export const bookings = pgTable(
  "bookings",
  {
    id: id(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    orderLineId: uuid("order_line_id")
      .notNull()
      .references(() => orderLines.id),
    holdId: uuid("hold_id").references(() => holds.id),
    stageId: uuid("stage_id").references(() => stages.id),
    baptemeId: uuid("bapteme_id").references(() => baptemes.id),
    createdAt: instant("created_at").notNull(),
    cancelledAt: instant("cancelled_at"),
  },
  (table) => [
    unique("booking_one_per_line").on(table.orderLineId),
    unique("booking_one_per_hold").on(table.holdId),
    check("booking_one_activity", sql`num_nonnulls(${table.stageId}, ${table.baptemeId}) = 1`),
    check("booking_stands_on_hold", sql`(${table.cancelledAt} is null) = (${table.holdId} is not null)`),
    index("booking_order").on(table.orderId),
    index("booking_stage").on(table.stageId),
    index("booking_bapteme").on(table.baptemeId),
  ],
);
