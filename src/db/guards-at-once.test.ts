import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { givenBapteme, givenCart, givenGiftCard, givenStage } from "../../tests/support/given";
import { givenOrder } from "../../tests/support/orders";
import { pool } from "./client";
import { newId } from "./schema/columns";
import { violatedConstraint } from "./transaction";

const outcomesOf = (attempts: Promise<unknown>[]) =>
  Promise.all(
    attempts.map((attempt) =>
      attempt.then(
        () => "accepted",
        (error: unknown) => violatedConstraint(error) ?? "another error",
      ),
    ),
  );
const tally = (outcomes: string[]) =>
  Object.fromEntries([...Map.groupBy(outcomes, (outcome) => outcome)].map(([outcome, same]) => [outcome, same.length]));

test("thirty statements at once for six places: six are accepted, whatever the code above them does [C3]", async () => {
  const stage = await givenStage({ places: 6 });

  const outcomes = await outcomesOf(
    Array.from({ length: 30 }, () =>
      pool().query(
        "insert into holds (id, stage_id, expires_at, created_at) values ($1, $2, now() + interval '1 hour', now())",
        [newId(), stage.id],
      ),
    ),
  );

  expect(tally(outcomes)).toEqual({ accepted: 6, hold_places_guard: 24 });
});

test("thirty statements at once for a slot of three places: three are accepted", async () => {
  const slot = await givenBapteme({ places: 3 });

  const outcomes = await outcomesOf(
    Array.from({ length: 30 }, () =>
      pool().query(
        "insert into holds (id, bapteme_id, expires_at, created_at) values ($1, $2, now() + interval '1 hour', now())",
        [newId(), slot.id],
      ),
    ),
  );

  expect(tally(outcomes)).toEqual({ accepted: 3, hold_places_guard: 27 });
});

test.each([
  ["a stage", "stage_id", async () => (await givenStage({ places: 1 })).id],
  ["a slot", "bapteme_id", async () => (await givenBapteme({ places: 1 })).id],
])(
  "a statement for the last place of %s waits for the one before it, and is refused when that is committed",
  async (_what, column, make) => {
    const activityId = await make();
    const insert = `insert into holds (id, ${column}, expires_at, created_at) values ($1, $2, now() + interval '1 hour', now())`;
    const first = await pool().connect();
    await first.query("begin");
    await first.query(insert, [newId(), activityId]);

    const second = outcomesOf([pool().query(insert, [newId(), activityId])]);
    await sleep(300);
    await first.query("commit");
    first.release();

    expect(await second).toEqual(["hold_places_guard"]);
  },
);

test("places taken and places withdrawn at once never cross", async () => {
  for (let round = 0; round < 20; round += 1) {
    const stage = await givenStage({ places: 1 });

    await outcomesOf([
      pool().query(
        "insert into holds (id, stage_id, expires_at, created_at) values ($1, $2, now() + interval '1 hour', now())",
        [newId(), stage.id],
      ),
      pool().query("update stages set places = 0 where id = $1", [stage.id]),
    ]);

    const { rows } = await pool().query(
      "select places, (select count(*)::int from holds where stage_id = $1) as taken from stages where id = $1",
      [stage.id],
    );
    expect(rows[0].taken).toBeLessThanOrEqual(rows[0].places);
  }
});

test("ten spendings at once of a card that holds three of them: three are accepted [C10]", async () => {
  const card = await givenGiftCard({ amountCents: 3_500 });
  const orders = [];
  for (let count = 0; count < 10; count += 1) {
    orders.push(await givenOrder({ cart: await givenCart({ items: [{ stage: await givenStage() }] }) }));
  }
  const { rows } = await pool().query<{ id: string }>("select id from payments where order_id = any($1)", [
    orders.map(({ id }) => id),
  ]);

  const outcomes = await outcomesOf(
    rows.map(({ id }) =>
      pool().query(
        "insert into gift_card_entries (gift_card_id, kind, amount_cents, payment_id, created_at) values ($1, 'SPEND', -1000, $2, now())",
        [card.id, id],
      ),
    ),
  );

  expect(tally(outcomes)).toEqual({ accepted: 3, gift_card_balance_not_negative: 7 });
  const { rows: cards } = await pool().query("select balance_cents::int as balance from gift_cards where id = $1", [
    card.id,
  ]);
  expect(cards).toEqual([{ balance: 500 }]);
});
