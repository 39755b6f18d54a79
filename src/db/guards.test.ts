import { expect, test } from "vitest";
import { pool } from "./client";

test("amounts that are not whole cents are refused, not rounded", async () => {
  const insert = (price: string) =>
    pool().query(`insert into stages (id, type, start_date, end_date, price_cents, deposit_cents, places) values (gen_random_uuid(), 'INITIATION', '2027-01-01', '2027-01-05', ${price}, 100, 6)`);

  await expect(insert("10000.5")).rejects.toMatchObject({ code: "23514" });

  await expect(insert("10000")).resolves.toMatchObject({ rowCount: 1 });
});
