import { eq, inArray, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db, type Tx } from "@/db/client";
import { bookings, holds } from "@/db/schema/bookings";
import { transaction } from "@/db/transaction";
import { placeOrder } from "@/features/orders/server/place-order";
import { readForOrder } from "@/features/orders/server/read-for-order";
import { addMinutes, now } from "@/lib/clock";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenCart, givenStage } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenCustomer, givenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { whileLocked } from "../../../../tests/support/while-locked";
import { holdAgain, takeHold } from "./take-hold";

afterEach(() => expectInvariants());

/** Two stages, and a cart that wants them in the other order than that of their ids. */
async function givenTwoStages({ held }: { held: boolean }) {
  const [one, two] = [await givenStage(), await givenStage()];
  const [first, second] = one.id < two.id ? [one, two] : [two, one];
  const hold = held ? {} : ({ hold: "none" } as const);
  const cart = await givenCart({
    items: [
      { stage: second, ...hold },
      { stage: first, ...hold },
    ],
  });
  return { first, second, cart };
}
/** It has come as far as the lock of the activity, and no further. */
const ITS_ACTIVITY = [expect.stringMatching(/^select places .* for no key update$/)];
const lockOf = ({ id }: { id: string }) => sql`select from stages where id = ${id} for no key update`;
/** Whether nobody has it: whoever waits for something must not hold what comes after it, or two wait for each other. */
const isFree = async (tx: Tx, table: "stages" | "holds", id: string) =>
  (await tx.execute(sql`select id from ${sql.raw(table)} where id = ${id} for no key update skip locked`)).rows
    .length === 1;

test("an order takes its places in the order of the stages' ids, whatever the cart's: while it waits for the first it has not the second", async () => {
  const { first, second, cart } = await givenTwoStages({ held: false });
  let secondIsFree: boolean | undefined;

  const { statements } = await whileLocked(
    lockOf(first),
    () => givenOrder({ cart }),
    async (tx) => {
      secondIsFree = await isFree(tx, "stages", second.id);
    },
  );

  expect({ statements, secondIsFree }).toEqual({ statements: ITS_ACTIVITY, secondIsFree: true });
});

test("an order whose places are held waits for nobody who takes a place of the same stages", async () => {
  const { first, cart } = await givenTwoStages({ held: true });

  const { waited } = await whileLocked(lockOf(first), () => givenOrder({ cart }));

  expect(waited).toBe(false);
});

test("a place whose time runs out while an order is being made of it is not cleared away by the next buyer", async () => {
  const stage = await givenStage({ places: 1 });
  const cart = await givenCart({ items: [{ stage, hold: "lapsed" }] });

  const next = await transaction(async (tx) => {
    const found = await readForOrder(tx, { id: cart.sessionId }, now());
    const taken = await transaction((their) =>
      takeHold(their, { stageId: stage.id, expiresAt: addMinutes(now(), 60) }, now()),
    );
    await placeOrder(tx, found, { customer: givenCustomer(), locale: "fr" });
    return taken;
  });

  expect(next).toBe("sold_out");
});

test("an order waits for whoever is at a place of its cart, and takes another when that one is gone", async () => {
  const stage = await givenStage({ places: 1 });
  const cart = await givenCart({ items: [{ stage, hold: "lapsed" }] });
  const hold = sql`id = ${cart.items[0]?.holdId}`;

  const { waited, outcome } = await whileLocked(
    sql`select from holds where ${hold} for update`,
    () => givenOrder({ cart }),
    (tx) => tx.execute(sql`delete from holds where ${hold}`),
  );

  expect(waited).toBe(true);
  expect((await outcome.read()).status).toBe("PENDING");
  const kept = await db()
    .select({ id: holds.id, lineId: holds.orderLineId })
    .from(holds)
    .where(eq(holds.stageId, stage.id));
  expect(kept).toEqual([{ id: expect.not.stringMatching(cart.items[0]?.holdId ?? ""), lineId: expect.any(String) }]);
});

describe("an order of two places on one stage, of which one item's is gone and the other's has lapsed", () => {
  const givenIts = async (places: number) => {
    const stage = await givenStage({ places });
    const cart = await givenCart({
      items: [
        { stage, hold: "none" },
        { stage, hold: "lapsed" },
      ],
    });
    return { cart, stage };
  };

  test("takes no place of its own cart for the other item: with one place left it is sold out", async () => {
    const { cart } = await givenIts(1);

    await expect(givenOrder({ cart })).rejects.toMatchObject({
      code: "sold_out",
      extra: { errors: [{ message: cart.items[0]?.id }] },
    });
  });

  test("keeps a place for each item when two are left, of its own cart the one that stands", async () => {
    const { cart, stage } = await givenIts(2);

    await givenOrder({ cart });

    const kept = await db()
      .select({ itemId: holds.cartItemId, id: holds.id, lineId: holds.orderLineId })
      .from(holds)
      .where(eq(holds.stageId, stage.id));
    const [first, second] = cart.items;
    expect(kept).toHaveLength(2);
    expect(kept).toContainEqual({ itemId: first?.id, id: expect.any(String), lineId: expect.any(String) });
    expect(kept).toContainEqual({ itemId: second?.id, id: second?.holdId, lineId: expect.any(String) });
  });
});

test("late money takes its places in the order of the stages' ids too", async () => {
  const { first, second, cart } = await givenTwoStages({ held: true });
  const order = await givenOrder({ cart });
  await givenOrderIsClosed(order);
  await db()
    .delete(holds)
    .where(inArray(holds.stageId, [first.id, second.id]));
  let secondIsFree: boolean | undefined;

  const { statements, outcome } = await whileLocked(
    lockOf(first),
    () => stripeDelivers(paymentSucceeded(order)),
    async (tx) => {
      secondIsFree = await isFree(tx, "stages", second.id);
    },
  );

  expect({ statements, secondIsFree }).toEqual({ statements: ITS_ACTIVITY, secondIsFree: true });
  expect(outcome).toMatchObject({ status: 200, outcome: "processed" });
});

test("whoever holds a place for longer waits for its stage first, and has not the hold meanwhile", async () => {
  const stage = await givenStage();
  const cart = await givenCart({ items: [{ stage }] });
  const cartItemId = cart.items[0]?.id ?? "";
  const [hold] = await db().select({ id: holds.id }).from(holds).where(eq(holds.cartItemId, cartItemId));
  let holdIsFree: boolean | undefined;

  const { statements, outcome } = await whileLocked(
    lockOf(stage),
    () =>
      transaction((tx) => holdAgain(tx, { stageId: stage.id, cartItemId, expiresAt: addMinutes(now(), 90) }, now())),
    async (tx) => {
      holdIsFree = await isFree(tx, "holds", hold?.id ?? "");
    },
  );

  expect({ statements, holdIsFree }).toEqual({ statements: ITS_ACTIVITY, holdIsFree: true });
  expect(outcome).toEqual({ holdId: hold?.id });
});

test("late money of two places on one stage finds for each participant the place that their own item holds", async () => {
  const stage = await givenStage({ places: 2 });
  const cart = await givenCart({ items: [{ stage }, { stage }] });
  const order = await givenOrder({ cart });
  await givenOrderIsClosed(order);
  const held = await db()
    .select({ id: holds.id, cartItemId: holds.cartItemId })
    .from(holds)
    .where(eq(holds.stageId, stage.id));

  await stripeDelivers(paymentSucceeded(order));

  expect((await order.read()).lines).toMatchObject([{ outcome: "BOOKED" }, { outcome: "BOOKED" }]);
  const { rows } = await db().execute(
    sql`select b.hold_id as "id", l.cart_item_id as "cartItemId" from ${bookings} b join order_lines l on l.id = b.order_line_id where b.order_id = ${order.id}`,
  );
  expect(rows.map(wordOf).toSorted()).toEqual(held.map(wordOf).toSorted());
});

const wordOf = (place: Record<string, unknown>) => `${String(place["id"])} of ${String(place["cartItemId"])}`;
