"use client";

import type { CartItem } from "@/features/cart/schemas";
import { useActivityNames } from "@/i18n/use-activity-names";

/** What an item is called wherever the cart is shown or read out. */
export function useItemTitle(): (item: CartItem) => string {
  const names = useActivityNames();
  return ({ stage, bapteme, giftCard }) => {
    if (stage) return names.stage(stage.stageType);
    if (bapteme) return names.bapteme(bapteme.category, bapteme.video);
    return giftCard ? names.giftCard(giftCard.giftCard) : "";
  };
}
