import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import type { CartItemType, GiftCardPurchase, GiftCardSpec, Locale, Participant } from "@/db/schema/snapshots";

/** A cart with today's prices, and what the gift cards on it pay. */
export type PricedCart = {
  sessionId: string;
  locale: Locale;
  /** What the visitor was last shown: an order takes no more than this. */
  shownDueNowCents: number;
  shownBalanceCents: number;
  lastUsedAt: Date;
  /** In the order in which they were added. */
  items: PricedItem[];
  /** In the order in which they were put on the cart. */
  giftCards: PricedGiftCard[];
  coverage: CoveragePart[];
  totals: CartTotals;
};

/** Before gift cards. `videoCents` is the part of both `priceCents` and `dueNowCents` that the video makes. */
export type ItemPrice = { priceCents: number; dueNowCents: number; balanceCents: number; videoCents: number };

export type PricedItem = ItemPrice & {
  id: string;
  type: CartItemType;
  stageId: string | null;
  /** What the visitor chose: never DOUBLE. */
  stageType: StageType | null;
  baptemeId: string | null;
  category: BaptemeCategory | null;
  video: boolean;
  participant: Participant | null;
  giftCard: GiftCardPurchase | null;
  stage: { type: StageType; startDate: string; endDate: string; durationDays: number } | null;
  bapteme: { startsAt: Date; durationMinutes: number } | null;
  /** Null when the place was given back; `expiresAt` null when a booking stands on it. */
  hold: { id: string; expiresAt: Date | null; live: boolean } | null;
  /** The stage's first day is over, or the slot's time has come. */
  begun: boolean;
  /** False once the stage or slot has begun, or when the school has stopped offering it (then the price is 0): no order may take it. */
  sellable: boolean;
};

export type PricedGiftCard = {
  id: string;
  code: string;
  kind: "AMOUNT" | "ACTIVITY";
  spec: GiftCardSpec;
  balanceCents: number;
  /** Without what other carts' orders keep of it while they can be paid; 0 once it has expired. */
  availableCents: number;
  usedCents: number;
};

/** What one gift card pays of one item. */
export type CoveragePart = { giftCardId: string; itemId: string; part: "DUE_NOW" | "BALANCE"; amountCents: number };

/** `subtotalCents = giftCardCents + dueNowCents + balanceCents`, always. */
export type CartTotals = { subtotalCents: number; giftCardCents: number; dueNowCents: number; balanceCents: number };
