import { sumCents } from "@/lib/money";
import type { OrderLine, OrderPayment } from "./locked-order";
import type { PlannedAllocation } from "./read-for-payment";
import { settleLines, type CardPart, type SettlingCard, type Settlement } from "./rules";

/** Puts together what `settleLines` decides on: each line with the money and the card parts that were planned for it. */
export function planSettlement(found: {
  lines: OrderLine[];
  planned: PlannedAllocation[];
  payments: OrderPayment[];
  places: ReadonlyMap<string, string>;
  cards: SettlingCard[];
}): Settlement {
  const payments = new Map(found.payments.map((payment) => [payment.id, payment]));
  const cardPartsOf = (line: OrderLine): CardPart[] =>
    found.planned.flatMap((plan): CardPart[] => {
      const giftCardId = plan.lineId === line.id ? payments.get(plan.paymentId)?.giftCardId : undefined;
      return giftCardId && (plan.part === "DUE_NOW" || plan.part === "BALANCE")
        ? [{ giftCardId, part: plan.part, amountCents: plan.amountCents }]
        : [];
    });
  return settleLines(
    found.lines.map((line) => {
      const cardParts = cardPartsOf(line);
      return {
        id: line.id,
        dueNowCents: line.dueNowCents,
        placeAvailable: line.type === "GIFT_CARD" || found.places.has(line.id),
        // Not read from the payment's allocations: money that contradicted the order has written over them.
        moneyCents:
          line.dueNowCents -
          sumCents(cardParts.filter((part) => part.part === "DUE_NOW").map((part) => part.amountCents)),
        cardParts,
      };
    }),
    found.cards,
  );
}
