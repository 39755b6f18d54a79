import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { db, pool } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { baptemes, stages } from "@/db/schema/catalogue";
import { givenBapteme, givenStage, givenTakenPlaces } from "../../../../tests/support/given";
import { visitorOf } from "../../../../tests/support/visitor";
import { catalogueRoutes } from "./route";

const visitor = visitorOf(apiOf({ features: [catalogueRoutes] }));

beforeEach(async () => {
  await db().delete(holds);
  await db().delete(stages);
  await db().delete(baptemes);
});
afterEach(() => vi.restoreAllMocks());

const fifty = <T>(ask: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, ask));
const placesLeft = async (path: string) => {
  const { stages: listed, baptemes: slots } = (await visitor.get(path)).body;
  return (listed ?? slots)[0].placesLeft;
};

test("what has been written is told to everybody who asks afterwards, however many are asking already", async () => {
  const stage = await givenStage({ places: 6 });
  const bapteme = await givenBapteme({ places: 6 });

  for (let left = 5; left >= 0; left -= 1) {
    const before = fifty(() => Promise.all([placesLeft("/stages"), placesLeft("/baptemes")]));
    await Promise.all([givenTakenPlaces({ stage }, 1), givenTakenPlaces({ bapteme }, 1)]);
    const after = await fifty(() => Promise.all([placesLeft("/stages"), placesLeft("/baptemes")]));

    expect(new Set(after.flat())).toEqual(new Set([left]));
    for (const told of (await before).flat()) expect([left, left + 1]).toContain(told);
  }
});

test.each(["/stages", "/baptemes"])(
  "whoever asks for %s after a write is not told what was read before it, though that answer is still on its way",
  async (path) => {
    const places = path === "/stages" ? { stage: await givenStage() } : { bapteme: await givenBapteme({ places: 6 }) };
    const onItsWay = Promise.withResolvers<void>();
    const query = pool().query.bind(pool());
    const asked = vi.spyOn(pool(), "query").mockImplementationOnce(async (...question: unknown[]) => {
      const answer: unknown = await Reflect.apply(query, undefined, question);
      await onItsWay.promise;
      return answer;
    });
    const early = placesLeft(path);
    await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
    await givenTakenPlaces(places, 1);

    const late = fifty(() => placesLeft(path));
    onItsWay.resolve();

    expect(await early).toBe(6);
    expect(new Set(await late)).toEqual(new Set([5]));
  },
);

test("fifty who ask at once cost the database two questions", async () => {
  await givenStage();
  const asked = vi.spyOn(pool(), "query");

  const answers = await fifty(() => visitor.get("/stages"));

  expect(answers.every(({ body }) => body.stages.length === 1)).toBe(true);
  expect(asked).toHaveBeenCalledTimes(2);
});

test("lists by different filters, asked for at once, are each their own", async () => {
  const initiation = await givenStage({ startsInDays: 5 });
  const autonomie = await givenStage({ startsInDays: 9, type: "AUTONOMIE" });
  const slot = await givenBapteme({ prices: { ENFANT: 9_000 } });
  const wanted = {
    "/stages": [initiation.id, autonomie.id],
    "/stages?type=INITIATION": [initiation.id],
    "/stages?type=AUTONOMIE": [autonomie.id],
    [`/stages?from=${autonomie.startDate}`]: [autonomie.id],
    [`/stages?to=${initiation.startDate}`]: [initiation.id],
    "/baptemes": [slot.id],
    "/baptemes?category=HIVER": [],
  };

  const told = await fifty(() =>
    Promise.all(
      Object.keys(wanted).map(async (path) => {
        const { stages: listed, baptemes: slots } = (await visitor.get(path)).body;
        return [path, (listed ?? slots).map(({ id }: { id: string }) => id)];
      }),
    ),
  );

  for (const one of told) expect(Object.fromEntries(one)).toEqual(wanted);
});

test("a database that is away is told to all who asked, and forgotten when it is back", async () => {
  await givenStage();
  const away = vi.spyOn(pool(), "query").mockImplementation(() => {
    throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  });

  const answers = await fifty(() => visitor.get("/stages"));
  away.mockRestore();

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  expect((await visitor.get("/stages")).status).toBe(200);
});
