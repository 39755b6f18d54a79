import { givenBapteme, givenGiftCard, givenGiftCardPrices, givenStage } from "../../support/given";

export type School = {
  stages: { id: string; priceCents: number; depositCents: number }[];
  slots: { id: string }[];
  /** Codes of gift cards that were sold on paper. */
  codes: string[];
};

/** Prices that leave odd rests: whole, nearly free, a cent above Stripe's least, with a deposit of everything. */
const PRICES = [
  { stage: 45_000, deposit: 10_000, double: 60_000, slotDeposit: 3_500 },
  { stage: 9_900, deposit: 9_900, double: 51, slotDeposit: 11_000 },
  { stage: 10_049, deposit: 5_001, double: 30_000, slotDeposit: 49 },
  { stage: 33_333, deposit: 0, double: 66_667, slotDeposit: 3_333 },
] as const;

/** Few places, so that people are in each other's way. */
export async function openSchool(which: number): Promise<School> {
  const price = PRICES[which % PRICES.length] ?? PRICES[0];
  const only = await givenStage({ places: 1, priceCents: price.stage, depositCents: price.deposit });
  const double = await givenStage({
    type: "DOUBLE",
    places: 2,
    priceCents: price.double,
    depositCents: price.double,
    startsInDays: 6,
  });
  const slots = [
    await givenBapteme({ places: 1, depositCents: price.slotDeposit }),
    await givenBapteme({ places: 2, depositCents: price.slotDeposit }),
  ];
  await givenGiftCardPrices();
  const cards = [
    await givenGiftCard({ amountCents: 3_000 }),
    await givenGiftCard({ amountCents: 50_000 }),
    await givenGiftCard({ kind: "ACTIVITY" }),
    await givenGiftCard({ amountCents: price.deposit + 3_476 }),
  ];
  return {
    stages: [only, double],
    slots: slots.map(({ id }) => ({ id })),
    codes: cards.map((card) => card.code),
  };
}
