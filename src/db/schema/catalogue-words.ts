/** The closed lists of the catalogue, apart from its tables so that the browser can read them too. */
export const STAGE_TYPES = ["INITIATION", "PROGRESSION", "AUTONOMIE", "DOUBLE"] as const;
export const BAPTEME_CATEGORIES = ["AVENTURE", "DUREE", "LONGUE_DUREE", "ENFANT", "HIVER"] as const;
export type StageType = (typeof STAGE_TYPES)[number];
export type BaptemeCategory = (typeof BAPTEME_CATEGORIES)[number];
