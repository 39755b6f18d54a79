import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { addMinutes, now } from "@/lib/clock";
import { givenBapteme, givenCart, givenGiftCard, givenParticipant, givenStage } from "../../../../tests/support/given";
import { givenOrder } from "../../../../tests/support/orders";
import { visitorOf } from "../../../../tests/support/visitor";
import { whileLocked } from "../../../../tests/support/while-locked";

async function given() {
  const [used, unused] = [await givenGiftCard(), await givenGiftCard()];
  const bapteme = await givenBapteme();
  const stage = await givenStage();
  const cart = await givenCart({ items: [{ bapteme }], giftCards: [used], lastUsedAt: addMinutes(now(), -90) });
  return {
    cart,
    visitor: visitorOf(api, { cookie: cart.cookie }),
    used,
    unused,
    stage,
    itemId: cart.items[0]?.id ?? "",
  };
}
type Given = Awaited<ReturnType<typeof given>>;

const CHANGES: [string, (here: Given) => Promise<{ status: number }>][] = [
  [
    "puts something in",
    ({ visitor, stage }) =>
      visitor.post("/cart/items", { type: "STAGE", stageId: stage.id, participant: givenParticipant() }),
  ],
  ["changes an item", ({ visitor, itemId }) => visitor.patch(`/cart/items/${itemId}`, { video: true })],
  ["takes an item out", ({ visitor, itemId }) => visitor.delete(`/cart/items/${itemId}`)],
  ["holds a place again", ({ visitor, itemId }) => visitor.post(`/cart/items/${itemId}/hold`)],
  ["uses a gift card", ({ visitor, unused }) => visitor.post("/cart/gift-cards", { code: unused.code })],
  ["uses a gift card no longer", ({ visitor, used }) => visitor.delete(`/cart/gift-cards/${used.code}`)],
  ["is shown a cart that was not used for long", ({ visitor }) => visitor.get("/cart")],
];

test.each(CHANGES)("whoever %s waits for the other tab that is at the cart", async (_what, change) => {
  const here = await given();

  const { outcome, statements } = await whileLocked(
    sql`select from cart_sessions where id = ${here.cart.sessionId} for no key update`,
    () => change(here),
  );

  // At the lock itself: whoever waits only when they write has read before what the other tab changes.
  expect(statements).toEqual([
    expect.stringMatching(/^select id, locale from cart_sessions where id = .* for update$/),
  ]);
  expect(outcome.status).toBeLessThan(300);
});

test("whoever makes an order of a cart waits for the other tab that is at it, and orders what that has left", async () => {
  // A gift card to buy: it has no place, at which the two could wait for each other.
  const cart = await givenCart({ items: [{ giftCard: { kind: "AMOUNT", amountCents: 5_000 } }] });

  const ordering = whileLocked(
    sql`select from cart_sessions where id = ${cart.sessionId} for no key update`,
    () => givenOrder({ cart }),
    (tx) => tx.execute(sql`delete from cart_items where cart_session_id = ${cart.sessionId}`),
  );

  await expect(ordering).rejects.toMatchObject({ code: "cart_empty" });
});
