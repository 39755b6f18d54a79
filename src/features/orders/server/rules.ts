import type { AllocationPart, OrderStatus } from "@/db/schema/status-words";
import { sumCents } from "@/lib/money";
import type { LockedOrder } from "./locked-order";

/** A line as it is when its money arrives. Amounts are whole cents. */
export type LineToSettle = {
  id: string;
  /** What is due online for it before gift cards; the rest of its price is paid at the school. */
  dueNowCents: number;
  /** False when its place is gone. A gift card to buy needs none. */
  placeAvailable: boolean;
  /** What of the money asked from the customer was for this line. */
  moneyCents: number;
  cardParts: CardPart[];
};
export type CardPart = { giftCardId: string; part: "DUE_NOW" | "BALANCE"; amountCents: number };

/** What a gift card can still pay for this order: other orders that can be paid keep their parts of it. */
export type SettlingCard = { id: string; kind: "AMOUNT" | "ACTIVITY"; availableCents: number };

export type Allocation = { lineId: string; part: Extract<AllocationPart, "DUE_NOW" | "BALANCE">; amountCents: number };
export type SettledLine =
  | { id: string; kind: "honoured" }
  | { id: string; kind: "lost"; reason: "PLACE_LOST" | "GIFT_CARD_SPENT"; refundCents: number };

export type Settlement = {
  lines: SettledLine[];
  /** How the customer's money divides over the lines; a lost line keeps the part that is given back to it. */
  moneyAllocations: Allocation[];
  cardAllocations: (Allocation & { giftCardId: string })[];
};

/**
 * Which lines of an order can be honoured now, and what of the money goes back (domain, step 5). `lines` in the order's own
 * order. The customer's money is what was due; less never comes here.
 *
 * A line without its place gets back all that was paid online for it. The others are honoured from the first on, as far as the
 * money and the cards reach: when a card no longer holds its part, an earlier line may use money of a later one, which is then
 * lost and gets back what remains.
 */
export function settleLines(lines: LineToSettle[], cards: SettlingCard[]): Settlement {
  const kept = lines.filter((line) => line.placeAvailable);
  let money = sumCents(kept.map((line) => line.moneyCents));
  const cardCents = new Map(cards.map((card) => [card.id, card.availableCents]));
  const singleUse = new Set(cards.filter((card) => card.kind === "ACTIVITY").map((card) => card.id));

  const honoured = new Map<string, { moneyCents: number; parts: CardPart[] }>();
  for (const line of kept) {
    const parts = usableParts(line.cardParts, cardCents, singleUse);
    const needed =
      line.moneyCents +
      sumCents(line.cardParts.map((part) => part.amountCents)) -
      sumCents(parts.map((part) => part.amountCents));
    if (needed > money) continue;
    money -= needed;
    for (const part of parts)
      cardCents.set(
        part.giftCardId,
        singleUse.has(part.giftCardId) ? 0 : (cardCents.get(part.giftCardId) ?? 0) - part.amountCents,
      );
    honoured.set(line.id, { moneyCents: needed, parts });
  }

  const settled: SettledLine[] = [];
  const moneyAllocations: Allocation[] = [];
  const cardAllocations: Settlement["cardAllocations"] = [];
  for (const line of lines) {
    const funding = honoured.get(line.id);
    if (funding) {
      settled.push({ id: line.id, kind: "honoured" });
      cardAllocations.push(
        ...funding.parts.map((part) => ({
          lineId: line.id,
          giftCardId: part.giftCardId,
          part: part.part,
          amountCents: part.amountCents,
        })),
      );
      moneyAllocations.push(...splitMoney(line, funding));
      continue;
    }
    // What is left of the pool belongs to the lines that lost theirs, each at most what was paid for it.
    const refundCents = line.placeAvailable ? Math.min(line.moneyCents, money) : line.moneyCents;
    if (line.placeAvailable) money -= refundCents;
    settled.push({
      id: line.id,
      kind: "lost",
      reason: line.placeAvailable ? "GIFT_CARD_SPENT" : "PLACE_LOST",
      refundCents,
    });
    if (refundCents > 0) moneyAllocations.push({ lineId: line.id, part: "DUE_NOW", amountCents: refundCents });
  }
  return { lines: settled, moneyAllocations, cardAllocations };
}

/** What the cards can still give to a line: an activity card all or nothing, an amount card as far as it reaches. */
function usableParts(parts: CardPart[], cardCents: Map<string, number>, singleUse: Set<string>): CardPart[] {
  const left = new Map(cardCents);
  return parts.flatMap((part) => {
    const available = left.get(part.giftCardId) ?? 0;
    if (singleUse.has(part.giftCardId)) return available > 0 ? [part] : [];
    const amountCents = Math.min(part.amountCents, available);
    left.set(part.giftCardId, available - amountCents);
    return amountCents > 0 ? [{ ...part, amountCents }] : [];
  });
}

/** Money pays what is due now first; only where it stands in for a spent card does it reach into the balance. */
function splitMoney(line: LineToSettle, funding: { moneyCents: number; parts: CardPart[] }): Allocation[] {
  const byCards = sumCents(funding.parts.filter((part) => part.part === "DUE_NOW").map((part) => part.amountCents));
  const dueNow = Math.min(funding.moneyCents, line.dueNowCents - byCards);
  const balance = funding.moneyCents - dueNow;
  return [
    ...(dueNow > 0 ? [{ lineId: line.id, part: "DUE_NOW" as const, amountCents: dueNow }] : []),
    ...(balance > 0 ? [{ lineId: line.id, part: "BALANCE" as const, amountCents: balance }] : []),
  ];
}

/**
 * Nothing left: REFUNDED. Less than what the order asked for online: PARTIALLY_REFUNDED. A duplicate payment and what was paid
 * beyond the due amount are the customer's: their refund leaves the order PAID.
 */
export function statusAfterRefunds(
  order: Pick<LockedOrder, "dueNowCents" | "giftCardCents" | "payments">,
): Extract<OrderStatus, "PAID" | "PARTIALLY_REFUNDED" | "REFUNDED"> {
  const covering = order.payments.filter(
    (payment) => payment.coversOrder && payment.method !== "MANUAL" && isMoney(payment.status),
  );
  const kept = sumCents(covering.map((payment) => (payment.receivedCents ?? 0) - payment.refundedCents));
  const refunded = sumCents(covering.map((payment) => payment.refundedCents));
  if (kept >= order.dueNowCents + order.giftCardCents) return "PAID";
  if (refunded === 0) return "PAID";
  return kept === 0 ? "REFUNDED" : "PARTIALLY_REFUNDED";
}

const isMoney = (status: string): boolean =>
  status === "SUCCEEDED" || status === "PARTIALLY_REFUNDED" || status === "REFUNDED";
