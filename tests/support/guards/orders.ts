import { type Attempt, change, copy, type Statement } from "./world";

const otherNumber = { number: "ENV-X", cart_session_id: null };
const copyOfOrder = (id: string, columns: Record<string, unknown>): Statement =>
  copy("orders", id, { ...otherNumber, ...columns });

export const ORDERS: Attempt[] = [
  {
    guard: "orders_number_unique",
    attempt: "give two orders one number",
    statement: ({ order }) => copy("orders", order.id, { cart_session_id: null }),
  },
  {
    guard: "order_one_payable_per_cart",
    attempt: "make a second payable order of one cart",
    statement: ({ order }) => copy("orders", order.id, { number: "ENV-X" }),
  },
  {
    guard: "order_amounts_add_up",
    attempt: "make a total that is not the sum of its parts",
    statement: ({ order }) => change("orders", order.id, { subtotal_cents: 1 }),
  },
  {
    guard: "order_amounts_not_negative",
    attempt: "owe the customer a balance",
    statement: ({ order }) =>
      change("orders", order.id, { subtotal_cents: 0, gift_card_cents: 0, due_now_cents: 1, balance_cents: -1 }),
  },
  {
    guard: "order_status_known",
    attempt: "give an order an unknown status",
    statement: ({ order }) => copyOfOrder(order.id, { status: "SHIPPED", payable_until: null }),
  },
  {
    guard: "order_cancel_reason",
    attempt: "cancel an order without a reason",
    statement: ({ order }) => copyOfOrder(order.id, { status: "CANCELLED", payable_until: null }),
  },
  {
    guard: "order_cancel_reason",
    attempt: "give a pending order a reason for its cancellation",
    statement: ({ order }) => change("orders", order.id, { cancel_reason: "expired" }),
  },
  {
    guard: "order_payable_while_open",
    attempt: "leave a pending order that nobody can pay",
    statement: ({ order }) => change("orders", order.id, { payable_until: null }),
  },
  {
    guard: "order_payable_while_open",
    attempt: "let an expired order be paid on",
    statement: ({ order }) => copyOfOrder(order.id, { status: "CANCELLED", cancel_reason: "expired" }),
  },
  {
    guard: "order_paid_at",
    attempt: "call an order paid that never was",
    statement: ({ order }) => change("orders", order.id, { status: "PAID", payable_until: null }),
  },
  {
    guard: "order_paid_at",
    attempt: "say when an unpaid order was paid",
    statement: ({ order }) => change("orders", order.id, { paid_at: new Date() }),
  },
  {
    guard: "order_status_guard",
    attempt: "take a paid order back to pending",
    statement: ({ paid }) => change("orders", paid.id, { status: "PENDING", paid_at: null, payable_until: new Date() }),
  },
  {
    guard: "order_line_position",
    attempt: "put two lines in one place",
    statement: ({ stageLineId }) => copy("order_lines", stageLineId),
  },
  {
    guard: "order_line_amounts_add_up",
    attempt: "write a line whose parts are not its price",
    statement: ({ stageLineId }) => copy("order_lines", stageLineId, { position: 99, balance_cents: 1 }),
  },
  {
    guard: "order_line_outcome_known",
    attempt: "end a line in an unknown way",
    statement: ({ stageLineId }) => change("order_lines", stageLineId, { outcome: "EATEN" }),
  },
  {
    guard: "order_line_one_thing",
    attempt: "sell nothing in a line",
    statement: ({ giftCardLineId }) => change("order_lines", giftCardLineId, { gift_card: null }),
  },
  {
    guard: "order_line_snapshot_is_final",
    attempt: "change the price of a line",
    statement: ({ paidLineId }) => change("order_lines", paidLineId, { price_cents: 45_100, balance_cents: 35_100 }),
  },
  {
    guard: "order_line_snapshot_is_final",
    attempt: "move a line to another stage",
    statement: ({ stageLineId, elsewhere }) => change("order_lines", stageLineId, { stage_id: elsewhere.id }),
  },
  {
    guard: "order_line_snapshot_is_final",
    attempt: "move a line to another order",
    statement: ({ stageLineId, otherOrder }) => change("order_lines", stageLineId, { order_id: otherOrder.id }),
  },
];
