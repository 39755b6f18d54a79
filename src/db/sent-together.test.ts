import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { givenStage } from "../../tests/support/given";
import { pool } from "./client";
import { statement } from "./statement";
import { transaction } from "./transaction";

const setPlaces = statement("test-set-places", "update stages set places = $2::int where id = $1");
const fail = statement("test-fail", "select 1 / $1::int");

const placesOf = async (stageId: string): Promise<unknown> =>
  (await pool().query("select places from stages where id = $1", [stageId])).rows[0]?.places;

test("what is sent without waiting is committed, in the order in which it was sent", async () => {
  const stage = await givenStage({ places: 6 });

  await transaction(async (tx) => {
    setPlaces.send(tx, [stage.id, 4]);
    setPlaces.send(tx, [stage.id, 5]);
  });

  expect(await placesOf(stage.id)).toBe(5);
});

test("when something sent fails, its error is the transaction's, and nothing of it is kept", async () => {
  const stage = await givenStage({ places: 6 });

  const attempt = transaction(async (tx) => {
    setPlaces.send(tx, [stage.id, 4]);
    fail.send(tx, [0]);
    setPlaces.send(tx, [stage.id, 5]);
  });

  await expect(attempt).rejects.toMatchObject({ code: "22012" });
  expect(await placesOf(stage.id)).toBe(6);
});

test("a statement that is waited for behind it fails for that reason, and the first error is the one told", async () => {
  const stage = await givenStage({ places: 6 });

  const attempt = transaction(async (tx) => {
    fail.send(tx, [0]);
    await setPlaces(tx, [stage.id, 4]);
  });

  await expect(attempt).rejects.toMatchObject({ code: "22012" });
});

test("when the program gives up, what it had sent is gone with the rest", async () => {
  const stage = await givenStage({ places: 6 });

  const attempt = transaction(async (tx) => {
    setPlaces.send(tx, [stage.id, 4]);
    throw new Error("changed its mind");
  });

  await expect(attempt).rejects.toThrow("changed its mind");
  expect(await placesOf(stage.id)).toBe(6);
});

test("a transaction that PostgreSQL ends at something sent is done again, whole [C4] [C5]", async () => {
  await pool().query(`create function test_end(boolean) returns void language plpgsql as
    $$ begin if $1 then raise exception 'ended' using errcode = '40P01'; end if; end $$`);
  const stage = await givenStage({ places: 6 });
  let times = 0;

  await transaction(async (tx) => {
    times += 1;
    await tx.execute(sql`update stages set places = places - 1 where id = ${stage.id}`);
    endOnce.send(tx, [times === 1]);
  });

  expect(times).toBe(2);
  expect(await placesOf(stage.id)).toBe(5);
});

/** A deadlock as PostgreSQL reports it, when told so. */
const endOnce = statement("test-end-once", "select test_end($1::boolean)");

test("a transaction that goes on after an error which somebody caught does not end as if it were committed", async () => {
  const stage = await givenStage({ places: 6 });

  const attempt = transaction(async (tx) => {
    await setPlaces(tx, [stage.id, 4]);
    await fail(tx, [0]).catch(() => {});
    return "done";
  });

  await expect(attempt).rejects.toThrow("after a statement that had failed");
  expect(await placesOf(stage.id)).toBe(6);
});

test("the opening is answered before anything else begins, and is within the transaction", async () => {
  const stage = await givenStage({ places: 6 });
  const lock = statement<{ places: number; within: boolean }>(
    "test-open",
    "select places, now() <> statement_timestamp() as within from stages where id = $1 for update",
  );

  const opened = await transaction(
    async (tx, [row]: Awaited<ReturnType<typeof lock>>) => {
      setPlaces.send(tx, [stage.id, 3]);
      return row;
    },
    (tx) => lock(tx, [stage.id]),
  );

  // Outside a transaction both are the same moment.
  expect(opened).toEqual({ places: 6, within: true });
  expect(await placesOf(stage.id)).toBe(3);
});

test("when the opening fails, nothing else begins, and its error is told", async () => {
  let begun = false;

  const attempt = transaction(
    async () => {
      begun = true;
    },
    (tx) => Promise.all([fail(tx, [0]), fail(tx, [1])]),
  );

  await expect(attempt).rejects.toMatchObject({ code: "22012" });
  expect(begun).toBe(false);
  expect((await pool().query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});
