import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "./client";

const numberAfter = async (last: number): Promise<string> => {
  await db().execute(sql`select setval('order_number', ${last})`);
  const { rows } = await db().execute<{ default: string }>(sql`
    select pg_get_expr(adbin, adrelid) as default from pg_attrdef
    where adrelid = 'orders'::regclass
      and adnum = (select attnum from pg_attribute where attrelid = 'orders'::regclass and attname = 'number')`);
  const made = await db().execute<{ number: string }>(sql`select ${sql.raw(rows[0]?.default ?? "")} as number`);
  return made.rows[0]?.number ?? "";
};

test("an order's number has six digits, and more when there have been more orders", async () => {
  expect(await numberAfter(1_001)).toBe("ENV-001002");
  expect(await numberAfter(999_999)).toBe("ENV-1000000");
  expect(await numberAfter(123_456_788)).toBe("ENV-123456789");
});
