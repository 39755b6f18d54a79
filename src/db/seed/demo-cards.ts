import { asc, inArray } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { giftCards } from "@/db/schema/gift-cards";
import { seedId } from "./chance";

/** The orders of demo-orders.ts that bought the cards to try out. */
export const DEMO_CARDS = { halfSpent: "half-spent-card", unused: "unused-card", expired: "expired-card" } as const;

/** The demo's gift cards, for whoever wants to try them: their codes were made by chance, so only the database knows them. */
export async function findDemoCards(reader: Reader): Promise<{ code: string; what: string; balanceCents: number }[]> {
  const lineIds = Object.values(DEMO_CARDS).map((name) => seedId(`order/${name}/line/0`));
  const cards = await reader
    .select({ orderLineId: giftCards.orderLineId, code: giftCards.code, balanceCents: giftCards.balanceCents })
    .from(giftCards)
    .where(inArray(giftCards.orderLineId, lineIds))
    .orderBy(asc(giftCards.issuedAt));
  const what = new Map([
    [seedId(`order/${DEMO_CARDS.halfSpent}/line/0`), "an amount, spent in part"],
    [seedId(`order/${DEMO_CARDS.unused}/line/0`), "a baptême aventure with video"],
    [seedId(`order/${DEMO_CARDS.expired}/line/0`), "an amount, expired"],
  ]);
  return cards.map(({ orderLineId, code, balanceCents }) => ({
    code,
    balanceCents,
    what: what.get(orderLineId ?? "") ?? "",
  }));
}
