import type { BaptemeCategory, StageType } from "./catalogue-words";

/** Who flies. Erased by writing null over it; never logged. */
export type Participant = {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  birthDate: string;
  weightKg: number;
  heightCm: number;
};

/** What a bought gift card gives. */
export type GiftCardSpec =
  | { kind: "AMOUNT"; amountCents: number }
  | { kind: "ACTIVITY"; activity: "STAGE"; stageType: StageType }
  | { kind: "ACTIVITY"; activity: "BAPTEME"; category: BaptemeCategory; video: boolean };

export type GiftCardRecipient = { name: string; email?: string | undefined; message?: string | undefined };

/** A gift card to buy: what, for whom, and when it is sent (ISO 8601 instant; absent: as soon as it is paid). */
export type GiftCardPurchase = { giftCard: GiftCardSpec; recipient: GiftCardRecipient; deliverAt?: string | undefined };

/** Who pays. Not always who flies. */
export type Customer = {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  address?: string | undefined;
  postalCode?: string | undefined;
  city?: string | undefined;
  country?: string | undefined;
};

export type Locale = "fr" | "en";

export const CART_ITEM_TYPES = ["STAGE", "BAPTEME", "GIFT_CARD"] as const;
export type CartItemType = (typeof CART_ITEM_TYPES)[number];
