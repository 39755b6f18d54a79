import { eq, inArray, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { db, pool } from "@/db/client";
import { bookings, holds } from "@/db/schema/bookings";
import { transaction } from "@/db/transaction";
import { lockOrder } from "@/features/orders/server/locked-order";
import { closeOrder } from "@/features/orders/server/close-order";
import { addMinutes, now } from "@/lib/clock";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenBapteme, givenCart, givenGiftCard, givenStage } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { whileLocked } from "../../../../tests/support/while-locked";
import { releaseLapsedHolds } from "./jobs";
import { takeHold } from "./take-hold";

// What an earlier test let lapse is not this one's.
beforeEach(() => releaseLapsedHolds());
afterEach(() => expectInvariants());

const take = (activity: { stageId: string } | { baptemeId: string }) =>
  transaction((tx) => takeHold(tx, { ...activity, expiresAt: addMinutes(now(), 60) }, now()));
const kinds = [
  ["stage", async (places: number) => ({ stageId: (await givenStage({ places })).id })],
  ["slot", async (places: number) => ({ baptemeId: (await givenBapteme({ places })).id })],
] as const;
const lockOf = (activity: { stageId: string } | { baptemeId: string }) =>
  "stageId" in activity
    ? sql`select from stages where id = ${activity.stageId} for no key update`
    : sql`select from baptemes where id = ${activity.baptemeId} for no key update`;

test.each(kinds)(
  "whoever takes a place of a %s waits for the one who is taking one there, before they count",
  async (_kind, make) => {
    const activity = await make(1);

    const { outcome, statements } = await whileLocked(
      lockOf(activity),
      () => take(activity),
      (tx) => takeHold(tx, { ...activity, expiresAt: addMinutes(now(), 60) }, now()),
    );

    expect(statements).toEqual([expect.stringMatching(/^select places .* for no key update$/)]);
    expect(outcome).toBe("sold_out");
  },
);

test("places of another activity do not count", async () => {
  await take({ stageId: (await givenStage({ places: 1 })).id });
  await take({ baptemeId: (await givenBapteme({ places: 1 })).id });

  expect(await take({ stageId: (await givenStage({ places: 1 })).id })).not.toBe("sold_out");
});

test.each(kinds)("a lapsed place of a %s that somebody is at is not waited for, and not taken", async (_kind, make) => {
  const activity = await make(1);
  await givenLapsed(activity);

  const { waited, outcome } = await whileLocked(
    sql`select from holds where ${"stageId" in activity ? eq(holds.stageId, activity.stageId) : eq(holds.baptemeId, activity.baptemeId)} for update`,
    () => take(activity),
  );

  expect({ waited, outcome }).toEqual({ waited: false, outcome: "sold_out" });
});

test.each(kinds)(
  "clearing away passes over a %s where somebody is taking a place, and a place that somebody is at",
  async (_kind, make) => {
    const [busy, held] = [await make(1), await make(1)];
    const ids = [await givenLapsed(busy), await givenLapsed(held)];

    const atActivity = await whileLocked(lockOf(busy), releaseLapsedHolds);
    expect(atActivity).toMatchObject({ waited: false, outcome: 1 });
    expect(await db().select({ id: holds.id }).from(holds).where(inArray(holds.id, ids))).toEqual([{ id: ids[0] }]);

    const atPlace = await whileLocked(sql`select from holds where id = ${ids[0] ?? ""} for update`, releaseLapsedHolds);
    expect(atPlace).toMatchObject({ waited: false, outcome: 0 });
    expect(await releaseLapsedHolds()).toBe(1);
  },
);

test("a hold that an order keeps does not lapse, whatever its time says; it is neither cleared away nor taken", async () => {
  const stage = await givenStage({ places: 1 });
  const order = await givenOrder({ cart: await givenCart({ items: [{ stage }] }) });
  await db()
    .update(holds)
    .set({ expiresAt: addMinutes(now(), -5) })
    .where(eq(holds.stageId, stage.id));

  expect(await take({ stageId: stage.id })).toBe("sold_out");
  expect(await releaseLapsedHolds()).toBe(0);
  await stripeDelivers(paymentSucceeded(order));
  expect((await order.read()).lines).toMatchObject([{ outcome: "BOOKED" }]);
});

test("a place that late money has found is locked: the newer order that ends meanwhile does not take it away", async () => {
  const stage = await givenStage({ places: 1 });
  const card = await givenGiftCard({ amountCents: 5_000 });
  const cart = await givenCart({ items: [{ stage }], giftCards: [card] });
  const old = await givenOrder({ cart });
  await givenOrderIsClosed(old);
  await db().execute(sql`delete from cart_gift_cards`);
  await db().execute(sql`update cart_sessions set shown_due_now_cents = 10000, shown_balance_cents = 35000`);
  const newer = await givenOrder({ cart });

  await db().execute(sql`update orders set close_reason = 'expired' where id = ${newer.id}`);
  const end = () =>
    transaction(async (tx) => {
      const locked = await lockOrder(tx, newer.id);
      if (locked) await closeOrder(tx, locked, now());
    });

  // The payment has its place and waits for the gift card; then the newer order's time is over.
  let ending: Promise<void> | undefined;
  const { outcome } = await whileLocked(
    sql`select from gift_cards where id = ${card.id} for no key update`,
    () => stripeDelivers(paymentSucceeded(old)),
    async () => {
      await untilSomebodyWaitsFor("gift_cards");
      ending = end();
      // It ends only after the payment that has the place; were the place not locked, it would end now.
      await Promise.race([ending, sleep(1_500)]);
    },
  );
  await ending;

  expect(outcome).toMatchObject({ status: 200, outcome: "processed" });
  expect((await old.read()).lines).toMatchObject([{ outcome: "BOOKED" }]);
  expect(await db().select().from(bookings).where(eq(bookings.orderId, old.id))).toHaveLength(1);
});

test("money finds the place that its order keeps, though its item has left the cart", async () => {
  const stage = await givenStage({ places: 1 });
  const cart = await givenCart({ items: [{ stage }] });
  const order = await givenOrder({ cart });
  await db().execute(sql`delete from cart_items where cart_session_id = ${cart.sessionId}`);

  await stripeDelivers(paymentSucceeded(order));

  expect((await order.read()).lines).toMatchObject([{ outcome: "BOOKED" }]);
});

test("late money takes no place of another activity, though its cart holds it", async () => {
  const [full, other] = [await givenStage({ places: 1 }), await givenStage({ places: 2 })];
  const cart = await givenCart({ items: [{ stage: full }] });
  const old = await givenOrder({ cart });
  await givenOrderIsClosed(old);
  await db().delete(holds).where(eq(holds.stageId, full.id));
  await take({ stageId: full.id });
  // By an old version's hand: the item's hold is of another stage.
  await db()
    .insert(holds)
    .values({
      stageId: other.id,
      cartItemId: cart.items[0]?.id ?? "",
      expiresAt: addMinutes(now(), 60),
      createdAt: now(),
    });

  await stripeDelivers(paymentSucceeded(old));

  expect((await old.read()).lines).toMatchObject([{ outcome: "LOST" }]);
  await db().delete(holds).where(eq(holds.stageId, other.id));
});

test("late money whose cart's hold has lapsed takes a place like anybody: the lapsed one counts as free", async () => {
  const stage = await givenStage({ places: 1 });
  const cart = await givenCart({ items: [{ stage }] });
  const old = await givenOrder({ cart });
  await givenOrderIsClosed(old);
  await db()
    .update(holds)
    .set({ expiresAt: addMinutes(now(), -5) })
    .where(eq(holds.stageId, stage.id));
  const [lapsed] = await db().select({ id: holds.id }).from(holds).where(eq(holds.stageId, stage.id));

  await stripeDelivers(paymentSucceeded(old));

  expect((await old.read()).lines).toMatchObject([{ outcome: "BOOKED" }]);
  const [booked] = await db().select({ holdId: bookings.holdId }).from(bookings).where(eq(bookings.orderId, old.id));
  expect(booked?.holdId).not.toBe(lapsed?.id);
});

async function untilSomebodyWaitsFor(table: string): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    const { rows } = await pool().query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like $1",
      [`%${table}%`],
    );
    if (rows.length > 0) return;
    await sleep(20);
  }
  throw new Error(`nobody came to wait for ${table}`);
}

async function givenLapsed(activity: { stageId: string } | { baptemeId: string }): Promise<string> {
  const taken = await take(activity);
  if (taken === "sold_out") throw new Error("there is no place to lapse");
  await db()
    .update(holds)
    .set({ expiresAt: addMinutes(now(), -1) })
    .where(eq(holds.id, taken.holdId));
  return taken.holdId;
}
