import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import type { Customer, GiftCardPurchase, GiftCardSpec, Locale, Participant } from "@/db/schema/snapshots";
import { coverCart, priceItem } from "@/features/cart/rules";
import { sumCents } from "@/lib/money";
import { BAPTEME_PRICE_CENTS, DEPOSIT_CENTS, STAGE_PRICE_CENTS, VIDEO_CENTS } from "./school";
import type { PlannedSlot, PlannedStage } from "./season";

export type PlannedLine =
  | { type: "STAGE"; stage: PlannedStage; stageType: StageType; participant: Participant }
  | { type: "BAPTEME"; slot: PlannedSlot; category: BaptemeCategory; video: boolean; participant: Participant }
  | { type: "GIFT_CARD"; purchase: GiftCardPurchase };

/** A gift card that was bought, as far as later orders may use it. */
export type UsableCard = { id: string; spec: GiftCardSpec; availableCents: number };

/** How an order ended. Only `large` has all of them: see large-orders.ts. */
export type PlannedEnd =
  | { kind: "paid"; method: "MANUAL" | "STRIPE"; at: Date; balanceAt?: Date }
  | { kind: "expired"; at: Date }
  /** Paid so late that the last line's place was gone: it was refunded. */
  | { kind: "paid-late"; at: Date }
  /** Paid twice: the second payment was refunded. */
  | { kind: "paid-twice"; at: Date };

export type PlannedOrder = {
  name: string;
  createdAt: Date;
  locale: Locale;
  customer: Customer;
  lines: PlannedLine[];
  cards: UsableCard[];
  end: PlannedEnd;
};

export type PricedLine = PlannedLine & {
  priceCents: number;
  dueNowCents: number;
  balanceCents: number;
  coverage: { giftCardId: string; part: "DUE_NOW" | "BALANCE"; amountCents: number }[];
};

/** The lines at the catalogue's prices, and what the gift cards pay of them: by the cart's own rules. */
export function priceOrder(order: Pick<PlannedOrder, "lines" | "cards">): PricedLine[] {
  const priced = order.lines.map((line, index) => {
    const price = priceItem(offerOf(line));
    if (price === null) throw new Error("the seed sells only what the school offers");
    return { line, price, id: String(index) };
  });
  const coverage = coverCart(
    priced.map(({ line, price, id }) => ({
      id,
      type: line.type,
      ...price,
      stageType: line.type === "STAGE" ? line.stageType : null,
      category: line.type === "BAPTEME" ? line.category : null,
      stage: line.type === "STAGE" ? line.stage : null,
    })),
    order.cards,
  );
  return priced.map(({ line, price, id }) => ({
    ...line,
    priceCents: price.priceCents,
    dueNowCents: price.dueNowCents,
    balanceCents: price.balanceCents,
    coverage: coverage
      .filter((part) => part.itemId === id)
      .map(({ giftCardId, part, amountCents }) => ({ giftCardId, part, amountCents })),
  }));
}

function offerOf(line: PlannedLine): Parameters<typeof priceItem>[0] {
  switch (line.type) {
    case "STAGE":
      return { type: "STAGE", priceCents: line.stage.priceCents, depositCents: DEPOSIT_CENTS.stage };
    case "BAPTEME":
      return {
        type: "BAPTEME",
        categoryPriceCents: BAPTEME_PRICE_CENTS[line.category],
        depositCents: DEPOSIT_CENTS.bapteme,
        videoPriceCents: VIDEO_CENTS,
        video: line.video,
      };
    case "GIFT_CARD":
      return {
        type: "GIFT_CARD",
        giftCard: line.purchase.giftCard,
        activityPrice: activityPrice(line.purchase.giftCard),
      };
    default:
      return line satisfies never;
  }
}

function activityPrice(spec: GiftCardSpec): { priceCents: number; videoPriceCents: number } | null {
  if (spec.kind === "AMOUNT") return null;
  return spec.activity === "STAGE"
    ? { priceCents: STAGE_PRICE_CENTS[spec.stageType], videoPriceCents: 0 }
    : { priceCents: BAPTEME_PRICE_CENTS[spec.category], videoPriceCents: VIDEO_CENTS };
}

/** What gift cards pay of a line's part. */
export const coveredCents = (line: PricedLine, part: "DUE_NOW" | "BALANCE"): number =>
  sumCents(line.coverage.filter((one) => one.part === part).map(({ amountCents }) => amountCents));
