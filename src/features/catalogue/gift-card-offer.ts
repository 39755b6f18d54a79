import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";

/** An activity that can be given, at today's price. */
export type GiftCardOffer =
  | { activity: "STAGE"; stageType: StageType; priceCents: number }
  | { activity: "BAPTEME"; category: BaptemeCategory; priceCents: number; videoPriceCents: number };
