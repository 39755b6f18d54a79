import { afterEach, beforeEach, expect, test } from "vitest";
import type { PoolClient } from "pg";
import { pool } from "./client";
import { violatedConstraint } from "./transaction";

// What other tests are set up with rests on these guards: here they stand alone, by plain SQL.
let client: PoolClient;
beforeEach(async () => {
  client = await pool().connect();
  await client.query("begin");
});
afterEach(async () => {
  await client.query("rollback");
  client.release();
});

test("a second school is refused", async () => {
  const insertSchool = `insert into schools (name, email, phone, address_line, postal_code, city, meeting_point, legal_notice)
    values ('Grand Large', 'contact@grandlarge.example', '+33 4 79 00 00 00', '3 chemin', '73100', 'Aix', 'Chalet', 'SARL')`;
  await client.query(insertSchool);

  const refusal = await client.query(insertSchool).then(() => undefined, violatedConstraint);

  expect(refusal).toBe("schools_pkey");
});

test("what is written into the ledger adds up on its card", async () => {
  const card = "00000000-0000-7000-8000-00000000ca4d";
  await client.query(
    `insert into gift_cards (id, code, kind, spec, issued_at, expires_at)
     values ($1, 'ALONE', 'AMOUNT', '{"kind":"AMOUNT","amountCents":5000}', now(), now() + interval '1 year')`,
    [card],
  );

  for (const [kind, amountCents] of [
    ["ISSUE", 5_000],
    ["ADJUST", 700],
  ])
    await client.query(
      "insert into gift_card_entries (gift_card_id, kind, amount_cents, created_at) values ($1, $2, $3, now())",
      [card, kind, amountCents],
    );

  const { rows } = await client.query("select balance_cents::int as cents from gift_cards where id = $1", [card]);
  expect(rows).toEqual([{ cents: 5_700 }]);
});
