import type { AllocationPart } from "@/db/schema/status-words";
import { sumCents } from "@/lib/money";
import type { OrderLine, OrderPayment } from "./locked-order";
import { settleLines, type CardPart, type SettlingCard, type Settlement } from "./settle-lines";

type Planned = { paymentId: string; lineId: string | null; part: AllocationPart; amountCents: number };

/** Puts together what `settleLines` decides on: each line with the money and the card parts that were planned for it. */
export function planSettlement(found: { lines: OrderLine[]; planned: Planned[]; payments: OrderPayment[]; places: ReadonlyMap<string, string>; cards: SettlingCard[] }): Settlement {
  const payments = new Map(found.payments.map((payment) => [payment.id, payment]));
  const ofLine = (line: OrderLine, method: OrderPayment["method"]) => found.planned.filter((plan) => plan.lineId === line.id && payments.get(plan.paymentId)?.method === method);
  return settleLines(
    found.lines.map((line) => ({
      id: line.id,
      dueNowCents: line.dueNowCents,
      placeAvailable: line.type === "GIFT_CARD" || found.places.has(line.id),
      moneyCents: sumCents(ofLine(line, "STRIPE").map((plan) => plan.amountCents)),
      cardParts: ofLine(line, "GIFT_CARD").flatMap((plan): CardPart[] => {
        const giftCardId = payments.get(plan.paymentId)?.giftCardId;
        return giftCardId && (plan.part === "DUE_NOW" || plan.part === "BALANCE") ? [{ giftCardId, part: plan.part, amountCents: plan.amountCents }] : [];
      }),
    })),
    found.cards,
  );
}
