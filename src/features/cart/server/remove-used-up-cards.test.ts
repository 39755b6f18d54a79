import { expect, test } from "vitest";
import { db } from "@/db/client";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { transaction } from "@/db/transaction";
import { now } from "@/lib/clock";
import { givenCart, givenGiftCard } from "../../../../tests/support/given";
import { priceCart } from "./price-cart";
import { removeUsedUpCards } from "./remove-used-up-cards";

const cardsOf = async ({ sessionId }: { sessionId: string }) =>
  (await priceCart(null, { id: sessionId }, now()))?.giftCards.map(({ id }) => id);

test("a card that was used up leaves the cart that bought with it; one that still holds something stays", async () => {
  const [usedUp, leftOver, unused] = [await givenGiftCard(), await givenGiftCard(), await givenGiftCard()];
  const mine = await givenCart({ giftCards: [usedUp, leftOver, unused] });
  const theirs = await givenCart({ giftCards: [usedUp] });
  await db()
    .insert(giftCardEntries)
    .values({ giftCardId: usedUp.id, kind: "ADJUST", amountCents: -usedUp.balanceCents, createdAt: now() });

  await transaction((tx) => removeUsedUpCards(tx, mine.sessionId, [usedUp.id, leftOver.id]));

  expect(await cardsOf(mine)).toEqual([leftOver.id, unused.id]);
  expect(await cardsOf(theirs)).toEqual([usedUp.id]);
});
