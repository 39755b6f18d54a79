import type { Tx } from "@/db/client";
import { statement } from "@/db/statement";
import type { AllocationPart } from "@/db/schema/status-words";
import type { FoundHold } from "@/features/bookings/server/secure-places";
import type { LockedOrder, OrderLine } from "./locked-order";

/** How a payment was planned to divide over the lines when the order was made. */
export type PlannedAllocation = {
  paymentId: string;
  lineId: string | null;
  part: AllocationPart;
  amountCents: number;
};

export type FoundForPayment = {
  /** In the order of the cart they came from. */
  lines: OrderLine[];
  planned: PlannedAllocation[];
  /** Locked: the places that this order or another one of the same cart keeps, and those of its items. */
  holds: FoundHold[];
  /** Another order of this cart can still be paid. */
  hasRival: boolean;
};

/**
 * All that paying needs to know, in one statement; it locks the holds. The order, its payments and its cart are locked by
 * statements before it, so that what their last owners committed is seen here.
 */
export async function readForPayment(tx: Tx, order: LockedOrder): Promise<FoundForPayment> {
  const [found] = await select(tx, [order.id, order.cartSessionId]);
  if (found === undefined) throw new Error("a select without a table gave no row");
  return {
    ...found,
    holds: found.holds.map(({ expiresAtMs, ...hold }) => ({
      ...hold,
      expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs),
    })),
  };
}

type Row = Omit<FoundForPayment, "holds"> & {
  holds: (Omit<FoundHold, "expiresAt"> & { expiresAtMs: number | null })[];
};

const select = statement<Row>(
  "read-for-payment",
  `with held as materialized (
     select * from holds
     where id = any (array(
       select h.id from order_lines l join holds h on h.order_line_id = l.id where l.order_id = $1
       union
       select h.id from order_lines l join holds h on h.cart_item_id = l.cart_item_id where l.order_id = $1
     ))
     order by id
     for update
   )
   select
     (select coalesce(jsonb_agg(jsonb_build_object(
        'id', id, 'position', position, 'type', type, 'cartItemId', cart_item_id, 'stageId', stage_id, 'baptemeId', bapteme_id,
        'giftCard', gift_card, 'priceCents', price_cents, 'dueNowCents', due_now_cents, 'balanceCents', balance_cents,
        'outcome', outcome) order by position), '[]')
      from order_lines where order_id = $1) as "lines",
     (select coalesce(jsonb_agg(jsonb_build_object(
        'paymentId', a.payment_id, 'lineId', a.order_line_id, 'part', a.part, 'amountCents', a.amount_cents) order by a.id), '[]')
      from payments p join payment_allocations a on a.payment_id = p.id where p.order_id = $1) as "planned",
     (select coalesce(jsonb_agg(jsonb_build_object(
        'id', id, 'orderLineId', order_line_id, 'cartItemId', cart_item_id, 'stageId', stage_id, 'baptemeId', bapteme_id,
        'expiresAtMs', extract(epoch from expires_at) * 1000) order by id), '[]')
      from held) as "holds",
     exists (
       select from orders
       where cart_session_id = $2::uuid and id <> $1 and payable_until is not null
     ) as "hasRival"`,
);
