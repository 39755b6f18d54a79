import { db, pool } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { alerts, emails, worklistEntries } from "@/db/schema/operations";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { refunds } from "@/db/schema/payments";
import { now } from "@/lib/clock";
import { givenBapteme, givenCart, givenGiftCard, givenGiftCardPrices, givenHold, givenStage } from "../given";
import { givenPaidOrder, givenSchool } from "../given-paid-order";
import { givenOrder } from "../orders";

/** A statement for the database, as somebody at its console could type it. */
export type Statement = { text: string; values: unknown[] };

/** What must be refused, by which guard. */
export type Attempt = { guard: string; attempt: string; statement: (world: World) => Statement };

export type World = Awaited<ReturnType<typeof givenEverything>>;

/** A row of everything that a guard stands before. The stage and the slot are full. */
export async function givenEverything() {
  await givenSchool();
  await givenGiftCardPrices();
  const stage = await givenStage({ places: 2 });
  const bapteme = await givenBapteme({ places: 1 });
  const elsewhere = await givenStage();
  const card = await givenGiftCard({ amountCents: 5_000 });
  const cart = await givenCart({
    items: [{ stage }, { bapteme }, { giftCard: { kind: "AMOUNT", amountCents: 4_000 } }],
    giftCards: [card],
  });
  const freeHold = await givenHold({ stage });
  const order = await givenOrder({ cart });
  const otherOrder = await givenOrder({ cart: await givenCart({ items: [{ stage: elsewhere }] }) });

  const booked = await givenStage();
  const bought = { giftCard: { kind: "AMOUNT" as const, amountCents: 5_000 }, recipient: { name: "Lou" } };
  const spent = await givenGiftCard({ amountCents: 3_000 });
  const paid = await givenPaidOrder({
    lines: [{ stageId: booked.id }, { giftCard: bought, priceCents: 5_000 }],
    paidByCard: { id: spent.id, amountCents: 3_000 },
  });

  const refundId = newId();
  const at = now();
  await db()
    .insert(refunds)
    .values([
      {
        id: refundId,
        orderId: paid.id,
        paymentId: paid.paymentId,
        orderLineId: idOf(paid.lines[0]),
        amountCents: 100,
        reason: "PLACE_LOST",
        status: "SUCCEEDED",
        stripeRefundId: "re_1",
        createdAt: at,
        updatedAt: at,
      },
      {
        orderId: paid.id,
        paymentId: paid.paymentId,
        amountCents: 100,
        reason: "DUPLICATE",
        createdAt: at,
        updatedAt: at,
      },
    ]);
  const [email] = await db()
    .insert(emails)
    .values({ kind: "REFUND", orderId: paid.id, subjectId: refundId, locale: "fr", notBefore: at, createdAt: at })
    .returning();
  const [entry] = await db()
    .insert(worklistEntries)
    .values({ kind: "OVERPAID", dedupeKey: "overpaid", details: {}, openedAt: at })
    .returning();
  const [alert] = await db()
    .insert(alerts)
    .values({ kind: "WRONG_MODE", dedupeKey: "wrong mode", details: {}, firstAt: at, lastAt: at })
    .returning();
  await db().insert(parkedEvents).values({
    id: "evt_parked",
    type: "charge.refunded",
    status: "WAITING",
    attempts: 1,
    notBefore: at,
    lastError: "E",
    receivedAt: at,
    updatedAt: at,
  });

  return {
    stage,
    bapteme,
    elsewhere,
    card,
    spent,
    cart,
    freeHold,
    order,
    otherOrder,
    booked,
    paid,
    refundId,
    refundOfDuplicateId: await idWhere("refunds", "reason = 'DUPLICATE'"),
    emailId: idOf(email),
    worklistEntryId: idOf(entry),
    alertId: idOf(alert),
    stageItemId: idOf(cart.items[0]),
    flightItemId: idOf(cart.items[1]),
    giftCardItemId: idOf(cart.items[2]),
    stageHoldId: await idWhere("holds", "cart_item_id = $1", idOf(cart.items[0])),
    flightHoldId: await idWhere("holds", "cart_item_id = $1", idOf(cart.items[1])),
    otherOrderHoldId: await idWhere("holds", "stage_id = $1 and order_line_id is not null", elsewhere.id),
    bookingId: await idWhere("bookings", "order_id = $1", paid.id),
    bookedHoldId: await idWhere("holds", "stage_id = $1", booked.id),
    stageLineId: await idWhere("order_lines", "order_id = $1 and type = 'STAGE'", order.id),
    flightLineId: await idWhere("order_lines", "order_id = $1 and type = 'BAPTEME'", order.id),
    giftCardLineId: await idWhere("order_lines", "order_id = $1 and type = 'GIFT_CARD'", order.id),
    paidLineId: idOf(paid.lines[0]),
    stripePaymentId: await idWhere("payments", "order_id = $1 and method = 'STRIPE'", order.id),
    cardPaymentId: await idWhere("payments", "order_id = $1 and method = 'GIFT_CARD'", order.id),
    spentPaymentId: await idWhere("payments", "order_id = $1 and method = 'GIFT_CARD'", paid.id),
    boughtCardId: await idWhere("gift_cards", "order_line_id is not null"),
    allocationId: await idWhere(
      "payment_allocations",
      "payment_id = (select id from payments where order_id = $1 and method = 'STRIPE') order by id limit 1",
      order.id,
    ),
    entryId: await idWhere("gift_card_entries", "gift_card_id = $1 and kind = 'SPEND'", spent.id),
    issueEntryId: await idWhere("gift_card_entries", "gift_card_id = $1 and kind = 'ISSUE'", spent.id),
    giftCardPriceId: await idWhere("gift_card_prices", "category = 'AVENTURE'"),
  };
}

/** Overwrites columns of one row. */
export function change(table: string, id: string | number, columns: Record<string, unknown>): Statement {
  const sets = Object.keys(columns).map((column, index) => `${column} = $${index + 2}`);
  return { text: `update ${table} set ${sets.join(", ")} where id = $1`, values: [id, ...Object.values(columns)] };
}

/** Inserts a second row like this one under another id, but for these columns. */
export function copy(table: string, id: string | number, columns: Record<string, unknown> = {}): Statement {
  const changed = { id: typeof id === "number" || /^\d+$/.test(id) ? 1_000_000 : newId(), ...columns };
  return {
    text: `insert into ${table} overriding system value select (jsonb_populate_record(row_of, $2::jsonb)).* from ${table} row_of where id = $1`,
    values: [id, JSON.stringify(changed)],
  };
}

export const typed = (text: string, ...values: unknown[]): Statement => ({ text, values });

async function idWhere(table: string, condition: string, ...values: unknown[]): Promise<string> {
  const { rows } = await pool().query<{ id: string }>(`select id from ${table} where ${condition}`, values);
  return idOf(rows[0]);
}

function idOf(row: { id: string } | undefined): string {
  if (row === undefined) throw new Error("the world lacks a row");
  return row.id;
}
