import { changed, type Conjunct, copied, otherOrder } from "./conjunct.ts";
import { AMOUNTS, RANGES } from "./conjuncts-of-amounts.ts";
import { ONE_OF_TWO, TOGETHER } from "./conjuncts-of-pairs.ts";
import { SIGNS, THINGS } from "./conjuncts-of-things.ts";
import type { Statement, World } from "./world.ts";

const PAYABLE: Conjunct[] = [
  {
    table: "orders",
    check: "order_payable_while_open",
    piece: "THEN (status <> 'PENDING'::text)",
    instead: "THEN true",
    attempt: "leave an order waiting that nobody can pay",
    statement: ({ order }) => changed("orders", order.id, { payable_until: null }),
  },
  {
    table: "orders",
    check: "order_payable_while_open",
    piece: "ELSE ((status = 'PENDING'::text) OR (cancel_reason = 'payment_failed'::text))",
    instead: "ELSE true",
    attempt: "let an order be paid whose time is over",
    statement: ({ order }) =>
      copied("orders", order.id, { ...otherOrder, status: "CANCELLED", cancel_reason: "expired" }),
  },
];

export const CONJUNCTS: Conjunct[] = [
  ...RANGES,
  ...TOGETHER,
  ...ONE_OF_TWO,
  ...AMOUNTS,
  ...THINGS,
  ...SIGNS,
  ...PAYABLE,
];

/** What a unique index is for, narrowed: rows that it would no longer see. */
export const NARROWED: {
  index: string;
  of: string;
  where: string;
  attempt: string;
  statement: Conjunct["statement"];
}[] = [
  {
    index: "order_one_payable_per_cart",
    of: "orders (cart_session_id)",
    where: "payable_until is not null and status = 'PENDING'",
    attempt: "let a cart have a second order that can be paid after a decline",
    statement: ({ order }) =>
      copied("orders", order.id, { number: "ENV-X", status: "CANCELLED", cancel_reason: "payment_failed" }),
  },
  ...(["PLACE_LOST", "GIFT_CARD_SPENT"] as const).map((reason, index, all) => ({
    index: "refund_one_per_loss",
    of: "refunds (payment_id, order_line_id, reason)",
    where: `reason = '${all[1 - index] ?? ""}'`,
    attempt: `give a line back twice as ${reason}`,
    statement: ({ refundId }: World): Statement => ({
      text: `insert into refunds select (jsonb_populate_record(row_of, jsonb_build_object('id', gen_random_uuid(), 'reason', $2::text, 'stripe_refund_id', null, 'status', 'REQUESTED'))).*
        from refunds row_of, generate_series(1, 2) where id = $1`,
      values: [refundId, reason],
    }),
  })),
  {
    index: "refund_one_per_duplicate",
    of: "refunds (payment_id)",
    where: "reason = 'DUPLICATE' and status = 'REQUESTED'",
    attempt: "give a duplicate back a second time, made already",
    statement: ({ refundOfDuplicateId }) =>
      copied("refunds", refundOfDuplicateId, { status: "SUCCEEDED", stripe_refund_id: "re_9" }),
  },
];
