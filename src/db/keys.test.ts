import { beforeAll, describe, expect, test } from "vitest";
import { FOREIGN_KEYS, PRIMARY_KEYS, primaryKeyOf } from "../../tests/support/guards/keys";
import { givenEverything } from "../../tests/support/guards/world";
import { pool } from "./client";
import { violatedConstraint } from "./transaction";

/** Rows of what the world of the other guards' tests has no need of. */
const THE_REST = `
  insert into instructors (id, name) values ('00000000-0000-7000-8000-000000000001', 'Alex');
  insert into stage_instructors select id, '00000000-0000-7000-8000-000000000001' from stages limit 1;
  insert into bapteme_instructors select id, '00000000-0000-7000-8000-000000000001' from baptemes limit 1;
  insert into cursors (name, position, not_before) values ('a reading', now(), now());
  insert into rate_limits (key, points) values ('somebody', 1);
  insert into disputes (stripe_dispute_id, payment_id, status, amount_cents, currency, created_at, updated_at)
    select 'dp_1', id, 'lost', 100, 'eur', now(), now() from payments limit 1;
  update worklist_entries set order_id = payments.order_id, payment_id = payments.id from payments;
  insert into holds (id, bapteme_id, order_line_id, created_at)
    select '00000000-0000-7000-8000-000000000002', b.id, null, now() from baptemes b where b.places > (select count(*) from holds where bapteme_id = b.id) limit 1;
`;

beforeAll(async () => {
  const { bapteme, bookingId } = await givenEverything();
  await pool().query("update baptemes set places = 5 where id = $1", [bapteme.id]);
  await pool().query(THE_REST);
  // A flight that is booked, beside the stage that the world has booked.
  await pool().query(
    `insert into bookings (id, order_id, order_line_id, hold_id, bapteme_id, created_at)
     select '00000000-0000-7000-8000-000000000003', order_id, id, '00000000-0000-7000-8000-000000000002', bapteme_id, now()
     from order_lines where bapteme_id = $1 and order_id <> (select order_id from bookings where id = $2) limit 1`,
    [bapteme.id, bookingId],
  );
});

describe("the database says no to", () => {
  test.each(PRIMARY_KEYS)("a second row of %s that is the same", async (table) => {
    const again = `insert into "${table}" overriding system value select * from "${table}" limit 1`;

    expect(await refusalOf(table, again, await otherUniquesOf(table))).toBe(primaryKeyOf(table));
  });

  test.each(FOREIGN_KEYS.map((key) => [`${key.table}.${key.column}`, key] as const))(
    "a %s that points to nothing",
    async (_where, { name, table, column }) => {
      const toNothing = `update ${table} set ${column} = gen_random_uuid()
      where ctid = (select ctid from ${table} where ${column} is not null limit 1)`;

      expect(await refusalOf(table, toNothing)).toBe(name);
    },
  );
});

test("no key of the schema is left untried", async () => {
  const { rows } = await pool().query<{ name: string }>(
    "select conname as name from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'f')",
  );

  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    [...PRIMARY_KEYS.map(primaryKeyOf), ...FOREIGN_KEYS.map(({ name }) => name)].toSorted(),
  );
});

/** What would refuse the same row too, if it were let; without these the key stands alone. */
async function otherUniquesOf(table: string): Promise<string[]> {
  const { rows } = await pool().query<{ index: string; constraint: string | null }>(
    `select indexrelid::regclass::text as index, (select conname from pg_constraint where conindid = indexrelid and contype = 'u') as constraint
     from pg_index where indrelid = $1::regclass and indisunique and not indisprimary`,
    [`"${table}"`],
  );
  return rows.map(({ index, constraint }) =>
    constraint === null ? `drop index ${index}` : `alter table "${table}" drop constraint ${constraint}`,
  );
}

/** The key that refuses; undefined when the statement passes. Triggers are off, so that only keys can refuse. Nothing of it stays. */
async function refusalOf(table: string, statement: string, before: string[] = []): Promise<string | undefined> {
  const client = await pool().connect();
  try {
    await client.query("begin");
    for (const first of [`alter table "${table}" disable trigger user`, ...before]) await client.query(first);
    const { rowCount } = await client.query(statement);
    if (rowCount === 0) throw new Error(`there is no row of ${table} to try it on`);
    return undefined;
  } catch (error) {
    const key = violatedConstraint(error);
    if (key === undefined) throw error;
    return key;
  } finally {
    await client.query("rollback");
    client.release();
  }
}
