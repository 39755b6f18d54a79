import { eq, inArray } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { db } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { transaction } from "@/db/transaction";
import { releaseLapsedHolds } from "@/features/bookings/server/jobs";
import { takeHold } from "@/features/bookings/server/take-hold";
import { addMinutes, now, setClock } from "@/lib/clock";
import {
  givenBapteme,
  givenCart,
  givenHold,
  givenParticipant,
  givenStage,
  givenTakenPlaces,
} from "../../../../tests/support/given";
import { visitorOf } from "../../../../tests/support/visitor";
import { cartRoutes } from "./route";

const api = apiOf({ features: [cartRoutes] });
const participant = givenParticipant();

afterEach(() => setClock());

const placesTaken = (stage: { id: string }) => db().$count(holds, eq(holds.stageId, stage.id));
const times = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
const tally = (answers: { status: number }[]) =>
  Object.fromEntries([...Map.groupBy(answers, ({ status }) => status)].map(([status, same]) => [status, same.length]));

test("fifty buyers for six places: six have one, the others are told that it is sold out", async () => {
  const stage = await givenStage({ places: 6 });

  const answers = await times(50, () =>
    visitorOf(api).post("/cart/items", { type: "STAGE", stageId: stage.id, participant }),
  );

  expect(tally(answers)).toEqual({ 201: 6, 409: 44 });
  expect(await placesTaken(stage)).toBe(6);
  expect(answers.filter(({ status }) => status === 409).every(({ body }) => body.code === "sold_out")).toBe(true);
});

test("fifty buyers for six places of which four had lapsed in other carts", async () => {
  const stage = await givenStage({ places: 6 });
  await givenCart({ items: [{ stage, hold: "lapsed" }, { stage, hold: "lapsed" }, { stage }] });
  await givenCart({ items: [{ stage, hold: "lapsed" }, { stage, hold: "lapsed" }, { stage }] });

  const answers = await times(50, () =>
    visitorOf(api).post("/cart/items", { type: "STAGE", stageId: stage.id, participant }),
  );

  expect(tally(answers)).toEqual({ 201: 4, 409: 46 });
  expect(await placesTaken(stage)).toBe(6);
});

test("two visitors take the last place again at once: one has it", async () => {
  for (let round = 0; round < 10; round += 1) {
    const stage = await givenStage({ places: 1 });
    const carts = await times(2, () => givenCart({ items: [{ stage, hold: "none" }] }));

    const answers = await Promise.all(
      carts.map((cart) => visitorOf(api, cart).post(`/cart/items/${cart.items[0]?.id}/hold`)),
    );

    expect(tally(answers)).toEqual({ 200: 1, 409: 1 });
    expect(await placesTaken(stage)).toBe(1);
  }
});

test("a visitor takes their lapsed place again while another buys it: one of them has it", async () => {
  for (let round = 0; round < 10; round += 1) {
    const stage = await givenStage({ places: 1 });
    const cart = await givenCart({ items: [{ stage, hold: "lapsed" }] });

    const [again, bought] = await Promise.all([
      visitorOf(api, cart).post(`/cart/items/${cart.items[0]?.id}/hold`),
      visitorOf(api).post("/cart/items", { type: "STAGE", stageId: stage.id, participant }),
    ]);

    expect(`${again.status} ${bought.status}`).toMatch(/^(200 409|409 201)$/);
    expect(await placesTaken(stage)).toBe(1);
  }
});

test("a place that is being cleared away is never a place lost: its visitor can take it again", async () => {
  for (let round = 0; round < 10; round += 1) {
    const stage = await givenStage({ places: 1 });
    const cart = await givenCart({ items: [{ stage, hold: "lapsed" }] });

    const [answer] = await Promise.all([
      visitorOf(api, cart).post(`/cart/items/${cart.items[0]?.id}/hold`),
      releaseLapsedHolds(),
      releaseLapsedHolds(),
    ]);

    expect(answer.status).toBe(200);
    expect(await placesTaken(stage)).toBe(1);
  }
});

test("a stage where somebody is taking a place this moment is left to them", async () => {
  const [busy, quiet] = [await givenStage(), await givenStage()];
  for (const stage of [busy, quiet]) await givenHold({ stage, expiresAt: addMinutes(now(), -1) });

  await transaction(async (tx) => {
    await takeHold(tx, { stageId: busy.id, expiresAt: addMinutes(now(), 1) }, addMinutes(now(), -2));
    await releaseLapsedHolds();
    expect([await placesTaken(busy), await placesTaken(quiet)]).toEqual([1, 0]);
  });

  await releaseLapsedHolds();
  expect(await placesTaken(busy)).toBe(1);
});

test("many lapsed places of one stage are cleared away in several batches: nobody waits long for the stage", async () => {
  await releaseLapsedHolds();
  const stage = await givenStage({ places: 300 });
  const row = { stageId: stage.id, createdAt: now(), expiresAt: addMinutes(now(), -1) };
  await db()
    .insert(holds)
    .values(Array.from({ length: 250 }, () => row));

  expect([await releaseLapsedHolds(), await releaseLapsedHolds(), await releaseLapsedHolds()]).toEqual([200, 50, 0]);
  expect(await placesTaken(stage)).toBe(0);
});

test("two tabs of one visitor: one item from each, and a twice-clicked hold is one place", async () => {
  const stage = await givenStage({ places: 3 });
  const cart = await givenCart({ items: [{ stage, hold: "none" }] });
  const [tab, otherTab] = [visitorOf(api, cart), visitorOf(api, cart)];

  const answers = await Promise.all([
    tab.post(`/cart/items/${cart.items[0]?.id}/hold`),
    otherTab.post(`/cart/items/${cart.items[0]?.id}/hold`),
    tab.post("/cart/items", { type: "STAGE", stageId: stage.id, participant }),
    otherTab.post("/cart/items", { type: "STAGE", stageId: stage.id, participant }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 201, 201]);
  expect((await tab.get("/cart")).body.items).toHaveLength(3);
  expect(await placesTaken(stage)).toBe(3);
});

test("tabs that add at once never fill a cart beyond its limit", async () => {
  const stage = await givenStage({ places: 40 });
  const cart = await givenCart({ items: Array.from({ length: 15 }, () => ({ stage })) });

  const answers = await times(20, () =>
    visitorOf(api, cart).post("/cart/items", { type: "STAGE", stageId: stage.id, participant }),
  );

  expect(tally(answers)).toEqual({ 201: 5, 409: 15 });
});

test("visitors who add, take out and take again, crosswise, never wait for each other in a circle", async () => {
  const [stage, bapteme] = [await givenStage({ places: 4 }), await givenBapteme({ places: 4 })];
  const carts = await times(4, () =>
    givenCart({
      items: [
        { stage, hold: "none" },
        { bapteme, hold: "none" },
      ],
    }),
  );
  const addStage = { type: "STAGE", stageId: stage.id, participant };
  const addFlight = { type: "BAPTEME", baptemeId: bapteme.id, category: "AVENTURE", participant };

  const answers = await Promise.all(
    carts.flatMap((cart, index) => {
      const [first, second] = index % 2 === 0 ? [addStage, addFlight] : [addFlight, addStage];
      const visitor = visitorOf(api, cart);
      return [
        ...cart.items.map(({ id }) => visitor.post(`/cart/items/${id}/hold`)),
        visitor.post("/cart/items", first),
        visitor.post("/cart/items", second),
        visitor.delete(`/cart/items/${cart.items[index % 2]?.id}`),
        releaseLapsedHolds(),
      ];
    }),
  );

  const statuses = answers.flatMap((answer) => (typeof answer === "number" ? [] : [answer.status]));
  expect(statuses.filter((status) => ![200, 201, 204, 404, 409].includes(status))).toEqual([]);
  expect(await placesTaken(stage)).toBeLessThanOrEqual(4);
  expect(await db().$count(holds, eq(holds.baptemeId, bapteme.id))).toBeLessThanOrEqual(4);
});

test("clearing away takes what has lapsed and nothing else, and the items stay in their carts", async () => {
  await db().delete(holds);
  setClock(new Date("2027-03-10T12:00:00Z"));
  const stage = await givenStage({ places: 10 });
  const cart = await givenCart({ items: [{ stage, hold: "lapsed" }, { stage }] });
  const endsNow = await givenHold({ stage, expiresAt: now() });
  const endsSoon = await givenHold({ stage, expiresAt: addMinutes(now(), 1) });
  await givenTakenPlaces({ stage }, 1);
  const slot = await givenBapteme();
  const ofSlot = await givenHold({ bapteme: slot, expiresAt: addMinutes(now(), -600) });

  expect(await releaseLapsedHolds()).toBe(3);

  expect(await placesTaken(stage)).toBe(3);
  expect(await db().$count(holds, inArray(holds.id, [endsNow.id, ofSlot.id]))).toBe(0);
  expect(await db().$count(holds, eq(holds.id, endsSoon.id))).toBe(1);
  expect((await visitorOf(api, cart).get("/cart")).body.items).toMatchObject([{ expired: true }, { expired: false }]);
  expect(await releaseLapsedHolds()).toBe(0);
});
