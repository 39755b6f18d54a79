import { and, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import { db, type Reader, type Tx } from "@/db/client";
import { cartItems } from "@/db/schema/cart";
import { cartSessions } from "@/db/schema/cart-sessions";
import { giftCards } from "@/db/schema/gift-cards";
import { orderLines, orders } from "@/db/schema/orders";
import type { Customer, GiftCardPurchase, Participant } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";

/** Everything that is kept of the person with this e-mail address, as payer, participant or recipient of a gift card. */
export type PersonalData = {
  email: string;
  asCustomer: { orderNumber: string; createdAt: Date; customer: Customer | null }[];
  asParticipant: { orderNumber: string; participant: Participant | null }[];
  asRecipient: { giftCardId: string; recipient: unknown }[];
  inCarts: { cartItemId: string; participant: Participant | null; giftCard: GiftCardPurchase | null }[];
};

const MOST_ROWS = 1_000;

/**
 * Found by reading every row: people ask a few times a year, while an index on the address would be written to in random places by
 * each order and each payment. With a million orders that was tried: twice the write-ahead log.
 */
const sameEmail = (json: unknown, email: string) => sql`lower(${json}->>'email') = ${email.toLowerCase()}`;
const recipientOf = sql`${cartItems.giftCard}->'recipient'`;

/** Answers the right of access and portability (GDPR, articles 15 and 20), as JSON. */
export async function exportPersonalData(email: string, reader: Reader = db()): Promise<PersonalData> {
  // Limited before it is joined and sorted: else PostgreSQL looks each order up in the order of its time, and takes minutes.
  const theirs = reader
    .select({ orderId: orderLines.orderId, participant: orderLines.participant })
    .from(orderLines)
    .where(sameEmail(orderLines.participant, email))
    .limit(MOST_ROWS)
    .as("theirs");
  const [asCustomer, asParticipant, asRecipient, inCarts] = await Promise.all([
    reader
      .select({ orderNumber: orders.number, createdAt: orders.createdAt, customer: orders.customer })
      .from(orders)
      .where(sameEmail(orders.customer, email))
      .orderBy(orders.createdAt)
      .limit(MOST_ROWS),
    reader
      .select({ orderNumber: orders.number, participant: theirs.participant })
      .from(theirs)
      .innerJoin(orders, eq(orders.id, theirs.orderId))
      .orderBy(orders.createdAt),
    reader
      .select({ giftCardId: giftCards.id, recipient: giftCards.recipient })
      .from(giftCards)
      .where(sameEmail(giftCards.recipient, email))
      .limit(MOST_ROWS),
    reader
      .select({ cartItemId: cartItems.id, participant: cartItems.participant, giftCard: cartItems.giftCard })
      .from(cartItems)
      .where(or(sameEmail(cartItems.participant, email), sameEmail(recipientOf, email)))
      .limit(MOST_ROWS),
  ]);
  return { email, asCustomer, asParticipant, asRecipient, inCarts };
}

export type Erased = { orders: number; lines: number; giftCards: number; carts: number };

/**
 * Answers the right to erasure (article 17): who the person is goes, what was sold and paid stays, as accounting law asks. An
 * order that can still be paid, and its cart, are left until they have ended: ask again then.
 */
export async function erasePersonalData(email: string): Promise<Erased> {
  return transaction(async (tx) => {
    const ended = tx.select({ id: orders.id }).from(orders).where(isNull(orders.payableUntil));
    const asCustomer = await tx
      .update(orders)
      .set({ customer: null })
      .where(and(sameEmail(orders.customer, email), isNull(orders.payableUntil)))
      .returning({ id: orders.id });
    const asParticipant = await tx
      .update(orderLines)
      .set({ participant: null })
      .where(and(sameEmail(orderLines.participant, email), inArray(orderLines.orderId, ended)))
      .returning({ id: orderLines.id });
    await tx
      .update(orderLines)
      .set({ giftCard: sql`${orderLines.giftCard} || '{"recipient": {"name": ""}}'` })
      .where(and(sameEmail(sql`${orderLines.giftCard}->'recipient'`, email), inArray(orderLines.orderId, ended)));
    const asRecipient = await tx
      .update(giftCards)
      .set({ recipient: null })
      .where(sameEmail(giftCards.recipient, email))
      .returning({ id: giftCards.id });
    const carts = await removeCartsOf(tx, email);
    return { orders: asCustomer.length, lines: asParticipant.length, giftCards: asRecipient.length, carts };
  });
}

async function removeCartsOf(tx: Tx, email: string): Promise<number> {
  const open = tx
    .select({ id: orders.cartSessionId })
    .from(orders)
    .where(and(isNotNull(orders.payableUntil), isNotNull(orders.cartSessionId)));
  const theirs = tx
    .select({ id: cartItems.cartSessionId })
    .from(cartItems)
    .where(or(sameEmail(cartItems.participant, email), sameEmail(recipientOf, email)));
  const removed = await tx
    .delete(cartSessions)
    .where(and(inArray(cartSessions.id, theirs), sql`${cartSessions.id} not in ${open}`))
    .returning({ id: cartSessions.id });
  return removed.length;
}
