import { sendWithCommit, type Tx } from "@/db/client";
import { statement } from "@/db/statement";
import type { Customer, Locale } from "@/db/schema/snapshots";
import type { AllocationPart, PaymentMethod } from "@/db/schema/status-words";
import type { CartTotals, PricedItem } from "@/features/cart/priced-cart";

export type NewOrder = {
  id: string;
  cartSessionId: string;
  cartFingerprint: string;
  payableUntil: Date;
  totals: CartTotals;
  createdAt: Date;
};
/** What of an item a line keeps. */
export type NewLine = Pick<
  PricedItem,
  | "type"
  | "stageId"
  | "stageType"
  | "baptemeId"
  | "category"
  | "video"
  | "participant"
  | "giftCard"
  | "priceCents"
  | "dueNowCents"
  | "balanceCents"
> & { id: string; position: number; cartItemId: string };
export type NewPayment = {
  id: string;
  method: Extract<PaymentMethod, "STRIPE" | "GIFT_CARD">;
  giftCardId: string | null;
  amountCents: number;
};
export type NewPart = {
  paymentId: string;
  lineId: string;
  part: Extract<AllocationPart, "DUE_NOW" | "BALANCE">;
  amountCents: number;
};
/** A locked hold that the line keeps from now on, at least until then. */
export type KeptPlace = { holdId: string; lineId: string; until: Date };

/**
 * Writes down what was decided, in one statement: the order, its lines, its payments and how they divide, and the places it keeps. It
 * decides nothing, and is waited for with COMMIT: then the order's number is known.
 */
export function writeOrder(
  tx: Tx,
  order: NewOrder,
  { customer, locale }: { customer: Customer; locale: Locale },
  made: { lines: NewLine[]; payments: NewPayment[]; parts: NewPart[]; places: KeptPlace[] },
): Promise<string> {
  const { totals } = order;
  return sendWithCommit(tx, async () => {
    const [row] = await write(tx, [
      order.id,
      order.cartSessionId,
      order.payableUntil,
      order.cartFingerprint,
      customer,
      locale,
      order.createdAt,
      totals.subtotalCents,
      totals.giftCardCents,
      totals.dueNowCents,
      totals.balanceCents,
      JSON.stringify(made.lines),
      JSON.stringify(made.payments),
      JSON.stringify(made.parts),
      JSON.stringify(made.places),
    ]);
    if (row === undefined) throw new Error("an order was written down without a number");
    return row.number;
  });
}

const write = statement<{ number: string }>(
  "write-order",
  `with made as (
     insert into orders (id, cart_session_id, status, payable_until, cart_fingerprint, customer, locale, terms_accepted_at, created_at,
       subtotal_cents, gift_card_cents, due_now_cents, balance_cents)
     values ($1, $2, 'PENDING', $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)
     returning number
   ), line as (
     insert into order_lines (id, order_id, position, type, cart_item_id, stage_id, stage_type, bapteme_id, category, video, participant,
       gift_card, price_cents, due_now_cents, balance_cents)
     select "id", $1, "position", "type", "cartItemId", "stageId", "stageType", "baptemeId", "category", "video", "participant",
       "giftCard", "priceCents", "dueNowCents", "balanceCents"
     from jsonb_to_recordset($12::jsonb) as line ("id" uuid, "position" int, "type" text, "cartItemId" uuid, "stageId" uuid,
       "stageType" text, "baptemeId" uuid, "category" text, "video" boolean, "participant" jsonb, "giftCard" jsonb, "priceCents" cents,
       "dueNowCents" cents, "balanceCents" cents)
   ), payment as (
     insert into payments (id, order_id, method, gift_card_id, amount_cents, created_at)
     select "id", $1, "method", "giftCardId", "amountCents", $7
     from jsonb_to_recordset($13::jsonb) as payment ("id" uuid, "method" text, "giftCardId" uuid, "amountCents" cents)
   ), part as (
     insert into payment_allocations (payment_id, order_line_id, part, amount_cents)
     select "paymentId", "lineId", "part", "amountCents"
     from jsonb_to_recordset($14::jsonb) as part ("paymentId" uuid, "lineId" uuid, "part" text, "amountCents" cents)
   ), kept as (
     update holds set order_line_id = "lineId", expires_at = "until"
     from jsonb_to_recordset($15::jsonb) as kept ("holdId" uuid, "lineId" uuid, "until" timestamptz)
     where holds.id = "holdId"
   )
   select number from made`,
);
