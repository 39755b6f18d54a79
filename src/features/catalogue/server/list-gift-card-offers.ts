import { db } from "@/db/client";
import type { GiftCardOffer } from "../gift-card-offer";
import { findGiftCardPrices } from "./page-queries";

/** The activities that a gift card can be for, the cheapest first. */
export async function listGiftCardOffers(): Promise<GiftCardOffer[]> {
  const rows = await findGiftCardPrices(db());
  return rows.flatMap(({ stageType, category, priceCents, videoPriceCents }): GiftCardOffer[] => {
    if (stageType !== null) return [{ activity: "STAGE", stageType, priceCents }];
    if (category !== null) return [{ activity: "BAPTEME", category, priceCents, videoPriceCents }];
    return [];
  });
}
