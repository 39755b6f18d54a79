import type { Tx } from "@/db/client";
import { statement } from "@/db/statement";
import type { AllocationPart } from "@/db/schema/status-words";
import type { FoundHold } from "@/features/bookings/server/secure-places";
import { type OrderLine, THE_ORDER, valuesOf, type WhichOrder } from "./locked-order";

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
  /** Something about this order, or an event of a PaymentIntent of its, is before the staff. */
  isBeforeStaff: boolean;
};

/**
 * All that paying needs to know, and the locks for it: the cart, then the holds. The order and its payments are locked by
 * statements before it. Two statements, sent at once: the second sees what whoever was at the cart before has committed.
 */
export async function readForPayment(tx: Tx, which: WhichOrder): Promise<FoundForPayment> {
  const values = valuesOf(which);
  const [, [found]] = await Promise.all([lockCartOfOrder(tx, values), select(tx, values)]);
  if (found === undefined) throw new Error("a select without a table gave no row");
  return {
    ...found,
    holds: found.holds.map(({ expiresAtMs, ...hold }) => ({
      ...hold,
      expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs),
    })),
  };
}

const lockCartOfOrder = statement(
  "lock-cart-of-order",
  `select id from cart_sessions where id = (select cart_session_id from orders where id = ${THE_ORDER}) for update`,
);

type Row = Omit<FoundForPayment, "holds"> & {
  holds: (Omit<FoundHold, "expiresAt"> & { expiresAtMs: number | null })[];
};

const select = statement<Row>(
  "read-for-payment",
  `with the_order as materialized (
     select id, cart_session_id from orders where id = ${THE_ORDER}
   ), line as materialized (
     select * from order_lines where order_id = (select id from the_order)
   ), held as materialized (
     select * from holds
     where id = any (array(
       select h.id from line join holds h on h.order_line_id = line.id
       union
       select h.id from line join holds h on h.cart_item_id = line.cart_item_id
     ))
     order by id
     for update
   )
   select
     (select coalesce(jsonb_agg(jsonb_build_object(
        'id', id, 'position', position, 'type', type, 'cartItemId', cart_item_id, 'stageId', stage_id, 'baptemeId', bapteme_id,
        'giftCard', gift_card, 'priceCents', price_cents, 'dueNowCents', due_now_cents, 'balanceCents', balance_cents,
        'outcome', outcome) order by position), '[]')
      from line) as "lines",
     (select coalesce(jsonb_agg(jsonb_build_object(
        'paymentId', a.payment_id, 'lineId', a.order_line_id, 'part', a.part, 'amountCents', a.amount_cents) order by a.id), '[]')
      from payments p join payment_allocations a on a.payment_id = p.id where p.order_id = (select id from the_order)) as "planned",
     (select coalesce(jsonb_agg(jsonb_build_object(
        'id', id, 'orderLineId', order_line_id, 'cartItemId', cart_item_id, 'stageId', stage_id, 'baptemeId', bapteme_id,
        'expiresAtMs', extract(epoch from expires_at) * 1000) order by id), '[]')
      from held) as "holds",
     exists (
       select from the_order join orders rival using (cart_session_id)
       where rival.id <> the_order.id and rival.payable_until is not null
     ) as "hasRival",
     exists (select from worklist_entries where order_id = (select id from the_order) and closed_at is null)
     or exists (
       select from payments p join parked_events e on e.object_id = p.stripe_payment_intent_id and e.status = 'FOR_STAFF'
       where p.order_id = (select id from the_order)
     ) as "isBeforeStaff"`,
);
