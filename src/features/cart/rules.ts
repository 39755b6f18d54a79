import type { GiftCardSpec } from "@/db/schema/snapshots";
import { sumCents } from "@/lib/money";
import type { CartTotals, CoveragePart, ItemPrice, PricedGiftCard, PricedItem } from "./priced-cart";

/** Today's price of what an item is, as the catalogue has it; null where the school no longer offers it. */
export type Offer =
  | { type: "STAGE"; priceCents: number; depositCents: number }
  | {
      type: "BAPTEME";
      categoryPriceCents: number | null;
      depositCents: number;
      videoPriceCents: number;
      video: boolean;
    }
  | {
      type: "GIFT_CARD";
      giftCard: GiftCardSpec;
      activityPrice: { priceCents: number; videoPriceCents: number } | null;
    };

/** What one item costs before gift cards. Null when it is not offered any more. */
export function priceItem(offer: Offer): ItemPrice | null {
  switch (offer.type) {
    case "STAGE":
      return priced(offer.priceCents, offer.depositCents, 0);
    case "BAPTEME":
      if (offer.categoryPriceCents === null) return null;
      return priced(offer.categoryPriceCents, offer.depositCents, offer.video ? offer.videoPriceCents : 0);
    case "GIFT_CARD":
      return priceGiftCard(offer.giftCard, offer.activityPrice);
    default:
      return offer satisfies never;
  }
}

/** The deposit now, never more than the price; a video is paid in full at once. */
function priced(activityCents: number, depositCents: number, videoCents: number): ItemPrice {
  const dueNowCents = Math.min(depositCents, activityCents) + videoCents;
  const priceCents = activityCents + videoCents;
  return { priceCents, dueNowCents, balanceCents: priceCents - dueNowCents, videoCents };
}

function priceGiftCard(
  giftCard: GiftCardSpec,
  activityPrice: { priceCents: number; videoPriceCents: number } | null,
): ItemPrice | null {
  if (giftCard.kind === "AMOUNT") return paidAtOnce(giftCard.amountCents);
  if (activityPrice === null) return null;
  const withVideo = giftCard.activity === "BAPTEME" && giftCard.video;
  return paidAtOnce(activityPrice.priceCents + (withVideo ? activityPrice.videoPriceCents : 0));
}

const paidAtOnce = (priceCents: number): ItemPrice => ({
  priceCents,
  dueNowCents: priceCents,
  balanceCents: 0,
  videoCents: 0,
});

type CoveredItem = Pick<
  PricedItem,
  "id" | "type" | "stageType" | "category" | "dueNowCents" | "balanceCents" | "videoCents"
> & {
  stage: Pick<NonNullable<PricedItem["stage"]>, "type"> | null;
};
type CoveringCard = Pick<PricedGiftCard, "id" | "spec" | "availableCents">;

/**
 * What the gift cards on a cart pay, in the order in which they were put there: first the ACTIVITY cards, which each pay one
 * whole item, then the AMOUNT cards, which pay what is due now before what is due at the school.
 */
export function coverCart(items: readonly CoveredItem[], cards: readonly CoveringCard[]): CoveragePart[] {
  const remaining = new Map(
    items.map((item) => [item.id, { dueNowCents: item.dueNowCents, balanceCents: item.balanceCents }]),
  );
  const byActivityCards = coverByActivityCards(items, cards, remaining);
  const byAmountCards = coverByAmountCards(items, cards, remaining);
  const leftCents = sumCents([...remaining.values()].map((open) => open.dueNowCents));
  return [...byActivityCards, ...leavingAChargeableRest(byAmountCards, leftCents)];
}

/** The least that Stripe charges in euros. https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const LEAST_CHARGE_CENTS = 50;

/**
 * A rest of a few cents could not be paid at all: then the amount cards pay that much less of what is due now, from the last on,
 * and keep it. While anything is left to pay now, all that they pay is due now.
 */
function leavingAChargeableRest(coverage: CoveragePart[], restCents: number): CoveragePart[] {
  if (restCents === 0) return coverage;
  // A cart of which so little is due cannot be charged with or without cards: then they pay what they can.
  const payableNowCents = restCents + sumCents(coverage.map(({ amountCents }) => amountCents));
  if (payableNowCents < LEAST_CHARGE_CENTS) return coverage;
  let missingCents = Math.max(0, LEAST_CHARGE_CENTS - restCents);
  return coverage
    .toReversed()
    .map((part) => {
      const lessCents = Math.min(missingCents, part.amountCents);
      missingCents -= lessCents;
      return { ...part, amountCents: part.amountCents - lessCents };
    })
    .filter((part) => part.amountCents > 0)
    .toReversed();
}

type Remaining = Map<string, { dueNowCents: number; balanceCents: number }>;

function coverByActivityCards(
  items: readonly CoveredItem[],
  cards: readonly CoveringCard[],
  remaining: Remaining,
): CoveragePart[] {
  const covered = new Set<string>();
  return cards.flatMap((card) => {
    if (card.spec.kind !== "ACTIVITY" || card.availableCents <= 0) return [];
    const item = dearestFor(
      card.spec,
      items.filter(({ id }) => !covered.has(id)),
    );
    if (item === undefined) return [];
    covered.add(item.id);
    const pays = payableBy(card.spec, item);
    remaining.set(item.id, {
      dueNowCents: item.dueNowCents - pays.dueNowCents,
      balanceCents: item.balanceCents - pays.balanceCents,
    });
    return partsOf(card.id, item.id, pays);
  });
}

type ActivitySpec = Extract<GiftCardSpec, { kind: "ACTIVITY" }>;

/** Dearest by what this card would pay of it, which is what the visitor saves; the first of equals. */
function dearestFor(spec: ActivitySpec, items: readonly CoveredItem[]): CoveredItem | undefined {
  let dearest: { item: CoveredItem; cents: number } | undefined;
  for (const item of items) {
    if (!fits(spec, item)) continue;
    const pays = payableBy(spec, item);
    const cents = pays.dueNowCents + pays.balanceCents;
    if (cents > (dearest?.cents ?? 0)) dearest = { item, cents };
  }
  return dearest?.item;
}

function fits(spec: ActivitySpec, item: CoveredItem): boolean {
  if (spec.activity === "BAPTEME") return item.type === "BAPTEME" && item.category === spec.category;
  if (item.type !== "STAGE") return false;
  return item.stageType === spec.stageType || (spec.stageType === "DOUBLE" && item.stage?.type === "DOUBLE");
}

/** Deposit and balance; the video only if the card includes it, else it stays due now. */
function payableBy(spec: ActivitySpec, item: CoveredItem): { dueNowCents: number; balanceCents: number } {
  const paysVideo = spec.activity === "BAPTEME" && spec.video;
  return { dueNowCents: item.dueNowCents - (paysVideo ? 0 : item.videoCents), balanceCents: item.balanceCents };
}

function partsOf(
  giftCardId: string,
  itemId: string,
  pays: { dueNowCents: number; balanceCents: number },
): CoveragePart[] {
  const parts: CoveragePart[] = [
    { giftCardId, itemId, part: "DUE_NOW", amountCents: pays.dueNowCents },
    { giftCardId, itemId, part: "BALANCE", amountCents: pays.balanceCents },
  ];
  return parts.filter(({ amountCents }) => amountCents > 0);
}

function coverByAmountCards(
  items: readonly CoveredItem[],
  cards: readonly CoveringCard[],
  remaining: Remaining,
): CoveragePart[] {
  const coverage: CoveragePart[] = [];
  for (const card of cards) {
    if (card.spec.kind !== "AMOUNT") continue;
    let leftCents = Math.max(0, card.availableCents);
    for (const part of ["DUE_NOW", "BALANCE"] as const) {
      const field = part === "DUE_NOW" ? "dueNowCents" : "balanceCents";
      for (const item of items) {
        const open = remaining.get(item.id);
        if (open === undefined) continue;
        const amountCents = Math.min(leftCents, open[field]);
        if (amountCents <= 0) continue;
        leftCents -= amountCents;
        open[field] -= amountCents;
        coverage.push({ giftCardId: card.id, itemId: item.id, part, amountCents });
      }
    }
  }
  return coverage;
}

export function totalsOf(items: readonly ItemPrice[], coverage: readonly CoveragePart[]): CartTotals {
  const coveredCents = (part: CoveragePart["part"]) =>
    sumCents(coverage.filter((one) => one.part === part).map(({ amountCents }) => amountCents));
  return {
    subtotalCents: sumCents(items.map(({ priceCents }) => priceCents)),
    giftCardCents: coveredCents("DUE_NOW") + coveredCents("BALANCE"),
    dueNowCents: sumCents(items.map(({ dueNowCents }) => dueNowCents)) - coveredCents("DUE_NOW"),
    balanceCents: sumCents(items.map(({ balanceCents }) => balanceCents)) - coveredCents("BALANCE"),
  };
}

/** What of a gift card another cart may not take: an activity is one place, so a kept activity card is kept whole. */
export function availableOf(
  card: { kind: "AMOUNT" | "ACTIVITY"; balanceCents: number; keptCents: number; expiresAt: Date },
  now: Date,
): number {
  if (card.expiresAt <= now) return 0;
  if (card.kind === "ACTIVITY") return card.keptCents > 0 ? 0 : card.balanceCents;
  return Math.max(0, card.balanceCents - card.keptCents);
}
