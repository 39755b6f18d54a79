import { afterEach, beforeEach, expect, test } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { db } from "@/db/client";
import { baptemes, schools, stages } from "@/db/schema/catalogue";
import { holds } from "@/db/schema/bookings";
import { cartSessions } from "@/db/schema/cart-sessions";
import { addMinutes, now, setClock } from "@/lib/clock";
import { givenBapteme, givenCart, givenHold, givenStage, givenTakenPlaces } from "../../../../tests/support/given";
import { visitorOf } from "../../../../tests/support/visitor";
import { catalogueRoutes } from "./route";

const visitor = visitorOf(apiOf({ features: [catalogueRoutes] }));

beforeEach(async () => {
  setClock(new Date("2027-03-10T12:00:00Z"));
  await db().delete(cartSessions);
  await db().delete(holds);
  await db().delete(stages);
  await db().delete(baptemes);
  await db().delete(schools);
});
afterEach(() => setClock());

const idsOf = (answer: { body: { stages?: { id: string }[]; baptemes?: { id: string }[] } }) =>
  (answer.body.stages ?? answer.body.baptemes ?? []).map(({ id }) => id);

test("stages are listed by date from today on, with everything a visitor chooses by", async () => {
  const later = await givenStage({ startDate: "2027-05-01", endDate: "2027-05-05" });
  const today = await givenStage({
    startDate: "2027-03-10",
    endDate: "2027-03-12",
    type: "AUTONOMIE",
    priceCents: 65_000,
  });
  await givenStage({ startDate: "2027-03-09", endDate: "2027-03-13" });

  const answer = await visitor.get("/stages");

  expect(answer.status).toBe(200);
  expect(idsOf(answer)).toEqual([today.id, later.id]);
  expect(answer.body.stages[0]).toEqual({
    id: today.id,
    type: "AUTONOMIE",
    startDate: "2027-03-10",
    endDate: "2027-03-12",
    durationDays: 3,
    priceCents: 65_000,
    depositCents: 10_000,
    places: 6,
    placesLeft: 6,
  });
});

test("today is the school's, not Greenwich's", async () => {
  setClock(new Date("2027-03-10T23:30:00Z")); // half past midnight in Paris
  await givenStage({ startDate: "2027-03-10", endDate: "2027-03-12" });
  const eleventh = await givenStage({ startDate: "2027-03-11", endDate: "2027-03-12" });
  const lateOnTheTenth = await givenBapteme({ startsAt: new Date("2027-03-10T22:30:00Z") });
  const earlyOnTheEleventh = await givenBapteme({ startsAt: new Date("2027-03-10T23:00:00Z") });

  expect(idsOf(await visitor.get("/stages"))).toEqual([eleventh.id]);
  expect(idsOf(await visitor.get("/baptemes"))).toEqual([earlyOnTheEleventh.id]);

  await db().insert(schools).values({
    name: "s",
    email: "e",
    phone: "p",
    addressLine: "a",
    postalCode: "p",
    city: "c",
    meetingPoint: "m",
    legalNotice: "l",
    timeZone: "America/New_York",
  });
  expect(idsOf(await visitor.get("/baptemes"))).toEqual([lateOnTheTenth.id, earlyOnTheEleventh.id]);
});

test("dates given are inclusive at both ends", async () => {
  const first = await givenStage({ startDate: "2027-04-01", endDate: "2027-04-05" });
  const last = await givenStage({ startDate: "2027-04-10", endDate: "2027-04-14" });
  await givenStage({ startDate: "2027-04-11", endDate: "2027-04-14" });
  const lastSlot = await givenBapteme({ startsAt: new Date("2027-04-10T21:30:00Z") }); // 23:30 in Paris
  await givenBapteme({ startsAt: new Date("2027-04-10T22:00:00Z") });

  expect(idsOf(await visitor.get("/stages?from=2027-04-01&to=2027-04-10"))).toEqual([first.id, last.id]);
  expect(idsOf(await visitor.get("/baptemes?from=2027-04-01&to=2027-04-10"))).toEqual([lastSlot.id]);
  expect(idsOf(await visitor.get("/stages?from=2027-04-10&to=2027-04-01"))).toEqual([]);
});

test("whoever looks for an initiation or a progression finds double stages as well", async () => {
  const initiation = await givenStage({ startsInDays: 1 });
  const double = await givenStage({ startsInDays: 2, type: "DOUBLE" });
  const progression = await givenStage({ startsInDays: 3, type: "PROGRESSION" });
  const autonomie = await givenStage({ startsInDays: 4, type: "AUTONOMIE" });

  expect(idsOf(await visitor.get("/stages?type=INITIATION"))).toEqual([initiation.id, double.id]);
  expect(idsOf(await visitor.get("/stages?type=PROGRESSION"))).toEqual([double.id, progression.id]);
  expect(idsOf(await visitor.get("/stages?type=DOUBLE"))).toEqual([double.id]);
  expect(idsOf(await visitor.get("/stages?type=AUTONOMIE"))).toEqual([autonomie.id]);
});

test("places left count bookings, live holds and what orders keep, but no hold whose time is over", async () => {
  const stage = await givenStage({ places: 6 });
  await givenTakenPlaces({ stage }, 1);
  await givenHold({ stage, expiresAt: addMinutes(now(), 1) });
  await givenHold({ stage, expiresAt: now() });
  await givenHold({ stage: await givenStage(), expiresAt: null });
  const bapteme = await givenBapteme({ places: 2 });
  await givenCart({ items: [{ bapteme }, { bapteme, hold: "lapsed" }] });

  const { stages: listed } = (await visitor.get("/stages")).body;
  const { baptemes: slots } = (await visitor.get("/baptemes")).body;

  expect(listed.find(({ id }: { id: string }) => id === stage.id)).toMatchObject({ places: 6, placesLeft: 4 });
  expect(slots).toMatchObject([{ id: bapteme.id, places: 2, placesLeft: 1 }]);
});

test("time alone changes the lists: a hold lapses, a slot begins, a day is over, and nobody has written anything", async () => {
  const stage = await givenStage({ places: 6, startDate: "2027-03-10", endDate: "2027-03-12" });
  await givenHold({ stage, expiresAt: addMinutes(now(), 10) });
  await givenBapteme({ places: 2, startsAt: addMinutes(now(), 20) });
  const told = async (minutes: number) => {
    setClock(addMinutes(new Date("2027-03-10T12:00:00Z"), minutes));
    const [{ body: listed }, { body: slots }] = await Promise.all([visitor.get("/stages"), visitor.get("/baptemes")]);
    return [
      ...listed.stages.map(({ placesLeft }: { placesLeft: number }) => placesLeft),
      ...slots.baptemes.map(({ placesLeft }: { placesLeft: number }) => placesLeft),
    ];
  };

  expect(await told(9.99)).toEqual([5, 2]);
  expect(await told(10)).toEqual([6, 2]);
  expect(await told(19.99)).toEqual([6, 2]);
  expect(await told(20)).toEqual([6, 0]);
  // Midnight in Paris.
  expect(await told(11 * 60 - 0.01)).toEqual([6, 0]);
  expect(await told(11 * 60)).toEqual([]);
  expect(await told(0)).toEqual([5, 2]);
});

test("what is sold out stays listed with no place left, and so does what has begun", async () => {
  const full = await givenStage({ places: 1 });
  await givenTakenPlaces({ stage: full }, 1);
  await givenStage({ startDate: "2027-03-09", endDate: "2027-03-13" });
  const morning = await givenBapteme({ startsAt: new Date("2027-03-10T09:00:00Z") });

  expect((await visitor.get("/stages")).body.stages).toMatchObject([{ id: full.id, placesLeft: 0 }]);
  expect((await visitor.get("/stages?from=2027-03-01")).body.stages).toMatchObject([
    { placesLeft: 0 },
    { id: full.id },
  ]);
  expect((await visitor.get("/baptemes")).body.baptemes).toMatchObject([{ id: morning.id, placesLeft: 0 }]);
});

test("slots are listed by time with their categories and prices, and found by category", async () => {
  const second = await givenBapteme({
    startsAt: new Date("2027-03-12T09:00:00Z"),
    prices: { ENFANT: 9_000, AVENTURE: 11_000 },
  });
  const first = await givenBapteme({ startsAt: new Date("2027-03-12T08:00:00Z"), prices: { HIVER: 13_000 } });

  expect((await visitor.get("/baptemes")).body.baptemes[1]).toEqual({
    id: second.id,
    startsAt: "2027-03-12T09:00:00.000Z",
    durationMinutes: 30,
    categories: [
      { category: "ENFANT", priceCents: 9_000 },
      { category: "AVENTURE", priceCents: 11_000 },
    ],
    depositCents: 3_500,
    videoPriceCents: 2_500,
    places: 2,
    placesLeft: 2,
  });
  expect(idsOf(await visitor.get("/baptemes"))).toEqual([first.id, second.id]);
  expect(idsOf(await visitor.get("/baptemes?category=ENFANT"))).toEqual([second.id]);
});

test.each([
  "/stages?from=2027-02-30",
  "/stages?to=tomorrow",
  "/stages?type=initiation",
  "/stages?sort=price",
  "/baptemes?category=NOPE",
  "/baptemes?from=2027-03-10T00:00:00Z",
])("a query of the wrong shape is refused: %s", async (path) => {
  const answer = await visitor.get(path);

  expect(answer.status).toBe(422);
  expect(answer.body.code).toBe("invalid");
  expect(answer.body.errors).toHaveLength(1);
});

test.each(["/stages?from=0000-01-01&to=9999-12-31", "/baptemes?from=0000-01-01&to=9999-12-31"])(
  "the ends of the calendar are no accident: %s",
  async (path) => {
    expect((await visitor.get(path)).status).toBe(200);
  },
);
