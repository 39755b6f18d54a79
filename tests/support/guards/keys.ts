/** Every table: no two of its rows are one and the same thing. */
export const PRIMARY_KEYS = [
  "ProcessedWebhookEvent",
  "alerts",
  "bapteme_categories",
  "bapteme_instructors",
  "baptemes",
  "bookings",
  "cart_gift_cards",
  "cart_items",
  "cart_sessions",
  "cursors",
  "disputes",
  "emails",
  "gift_card_entries",
  "gift_card_prices",
  "gift_cards",
  "holds",
  "installations",
  "instructors",
  "order_lines",
  "orders",
  "parked_events",
  "payment_allocations",
  "payments",
  "rate_limits",
  "refunds",
  "schools",
  "stage_instructors",
  "stages",
  "worklist_entries",
];

/** Of a table whose key is more than its `id` or name, Drizzle says in the key's name what it is made of. */
const COMPOSED: Record<string, string> = {
  bapteme_categories: "bapteme_categories_bapteme_id_category_pk",
  bapteme_instructors: "bapteme_instructors_bapteme_id_instructor_id_pk",
  cart_gift_cards: "cart_gift_cards_cart_session_id_gift_card_id_pk",
  stage_instructors: "stage_instructors_stage_id_instructor_id_pk",
};

export const primaryKeyOf = (table: string): string => COMPOSED[table] ?? `${table}_pkey`;

export type ForeignKey = { name: string; table: string; column: string; references: string };

const key = (table: string, column: string, references: string): ForeignKey => ({
  name: `${table}_${column}_${references}_id_fk`,
  table,
  column,
  references,
});

/** What may not point to nothing. */
export const FOREIGN_KEYS: ForeignKey[] = [
  key("bapteme_categories", "bapteme_id", "baptemes"),
  key("bapteme_instructors", "bapteme_id", "baptemes"),
  key("bapteme_instructors", "instructor_id", "instructors"),
  key("stage_instructors", "stage_id", "stages"),
  key("stage_instructors", "instructor_id", "instructors"),
  key("bookings", "order_id", "orders"),
  key("bookings", "order_line_id", "order_lines"),
  key("bookings", "hold_id", "holds"),
  key("bookings", "stage_id", "stages"),
  key("bookings", "bapteme_id", "baptemes"),
  key("holds", "stage_id", "stages"),
  key("holds", "bapteme_id", "baptemes"),
  key("holds", "cart_item_id", "cart_items"),
  key("holds", "order_line_id", "order_lines"),
  key("cart_items", "cart_session_id", "cart_sessions"),
  key("cart_items", "stage_id", "stages"),
  key("cart_items", "bapteme_id", "baptemes"),
  key("cart_gift_cards", "cart_session_id", "cart_sessions"),
  key("cart_gift_cards", "gift_card_id", "gift_cards"),
  key("orders", "cart_session_id", "cart_sessions"),
  key("order_lines", "order_id", "orders"),
  key("order_lines", "stage_id", "stages"),
  key("order_lines", "bapteme_id", "baptemes"),
  key("payments", "order_id", "orders"),
  key("payments", "gift_card_id", "gift_cards"),
  key("payment_allocations", "payment_id", "payments"),
  key("payment_allocations", "order_line_id", "order_lines"),
  key("refunds", "order_id", "orders"),
  key("refunds", "payment_id", "payments"),
  key("refunds", "order_line_id", "order_lines"),
  key("disputes", "payment_id", "payments"),
  key("gift_cards", "order_line_id", "order_lines"),
  key("gift_card_entries", "gift_card_id", "gift_cards"),
  key("gift_card_entries", "payment_id", "payments"),
  key("emails", "order_id", "orders"),
  key("worklist_entries", "order_id", "orders"),
  key("worklist_entries", "payment_id", "payments"),
];
