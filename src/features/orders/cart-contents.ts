import type { Cart } from "@/features/cart/schemas";

/** What would make another order of this cart: its things and its gift cards, not the times that its places are kept. */
export function contentsOf({ items, giftCards }: Cart): string {
  return JSON.stringify([
    items.map(({ id, participant, bapteme, stage }) => [
      id,
      participant,
      bapteme?.category,
      bapteme?.video,
      stage?.stageType,
    ]),
    giftCards.map((card) => card.code).toSorted(),
  ]);
}
