/** Limits of the public contract, apart from the schemas so that a page can name them without carrying a validator. */
export const MOST_ITEMS = 20;
export const MOST_GIFT_CARDS = 5;
export const AMOUNT_CARD_CENTS = { min: 1_000, max: 100_000 } as const;

/** The limits of a tandem harness and of a wing. */
export const WEIGHT_KG = { min: 20, max: 120 } as const;
export const HEIGHT_CM = { min: 120, max: 220 } as const;
