import { beforeAll, describe, expect, test } from "vitest";
import { guardThatRefuses } from "../../tests/support/guard-that-refuses";
import { ORDERS } from "../../tests/support/guards/orders";
import { GIFT_CARDS, OPERATIONS, PAYMENTS } from "../../tests/support/guards/payments";
import { CATALOGUE, PLACES } from "../../tests/support/guards/places";
import { type Attempt, givenEverything, type Statement, type World } from "../../tests/support/guards/world";
import { pool } from "./client";

const GROUPS = {
  places: PLACES,
  catalogue: CATALOGUE,
  orders: ORDERS,
  payments: PAYMENTS,
  "gift cards": GIFT_CARDS,
  operations: OPERATIONS,
};
const ATTEMPTS: Attempt[] = Object.values(GROUPS).flat();

/** Triggers that do something instead of refusing. */
const NOT_REFUSALS = new Set(["gift_card_entry_applies"]);

let world: World;
beforeAll(async () => {
  world = await givenEverything();
});

describe.each(Object.entries(GROUPS))("%s: the database says no to whoever tries to", (_group, attempts) => {
  test.each(attempts)("$attempt ($guard)", async ({ guard, statement }) => {
    expect(await refusalOf(statement(world))).toBe(guard);
  });
});

test("no check, unique key or guard of the schema is left untried", async () => {
  const { rows } = await pool().query<{ guard: string }>(`
    select conname as guard from pg_constraint where connamespace = 'public'::regnamespace and contype in ('c', 'u', 'x')
    union select indexrelid::regclass::text from pg_index join pg_class on pg_class.oid = indrelid
      where indisunique and not indisprimary and relnamespace = 'public'::regnamespace
    union select tgname from pg_trigger where not tgisinternal`);

  const untried = rows
    .map(({ guard }) => guard)
    .filter((guard) => !NOT_REFUSALS.has(guard) && !ATTEMPTS.some((attempt) => attempt.guard === guard));

  expect(untried).toEqual([]);
});

test("what is allowed is still allowed: places up to the last one, and fewer places down to what is taken", async () => {
  const { stage, elsewhere } = world;

  expect(
    await refusalOf({
      text: "insert into holds (id, stage_id, expires_at, created_at) values (gen_random_uuid(), $1, now(), now())",
      values: [elsewhere.id],
    }),
  ).toBeUndefined();
  expect(
    await refusalOf({ text: "update stages set places = 5 where id = $1", values: [elsewhere.id] }),
  ).toBeUndefined();
  expect(await refusalOf({ text: "update stages set places = 2 where id = $1", values: [stage.id] })).toBeUndefined();
});

const refusalOf = ({ text, values }: Statement): Promise<string | undefined> =>
  guardThatRefuses(async (client) => {
    const { rowCount } = await client.query(text, values);
    if (rowCount === 0) throw new Error(`the statement met no row: ${text}`);
    // The ledger's guard waits for the end of the transaction.
    await client.query("set constraints all immediate");
  });
