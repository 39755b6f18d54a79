import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { isLapsed } from "./hold-queries";

const NOW = new Date("2026-11-24T10:00:00.000Z");
type Kept = { forOrder: boolean; expiresInMs: number | null };

/** To the millisecond around now, and far from it. */
const anyHold: fc.Arbitrary<Kept> = fc.record({
  forOrder: fc.boolean(),
  expiresInMs: fc.option(
    fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -4_000_000_000, max: 4_000_000_000 })),
  ),
});

/** The real condition over holds made up for it: a table expression of the same name stands in for the table. */
async function lapsedAmong(kept: readonly Kept[]): Promise<boolean[]> {
  const rows = kept.map(({ forOrder, expiresInMs }, index) => {
    const expiresAt = expiresInMs === null ? null : new Date(NOW.getTime() + expiresInMs);
    return sql`(${index}::int, ${forOrder ? "00000000-0000-4000-8000-000000000000" : null}::uuid, ${expiresAt}::timestamptz)`;
  });
  const found = await db().execute<{ lapsed: boolean }>(sql`
    with holds (position, order_line_id, expires_at) as (values ${sql.join(rows, sql`, `)})
    select ${isLapsed(NOW)} as lapsed from holds order by position`);
  return found.rows.map(({ lapsed }) => lapsed);
}

const isLive = ({ forOrder, expiresInMs }: Kept) => forOrder || expiresInMs === null || expiresInMs > 0;

test("every hold is live or lapsed, never both and never neither: an order, a booking or time that still runs keeps it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyHold, { minLength: 1, maxLength: 60 }), async (kept) => {
      expect(await lapsedAmong(kept)).toEqual(kept.map((hold) => !isLive(hold)));
    }),
  );
});

test("a hold that has lapsed stays lapsed, and one that an order needs never lapses", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyHold, { minLength: 1, maxLength: 60 }), fc.nat(), async (kept, laterMs) => {
      const later = kept.map(({ forOrder, expiresInMs }) => ({
        forOrder,
        expiresInMs: expiresInMs === null ? null : expiresInMs - laterMs,
      }));
      const [before, after] = [await lapsedAmong(kept), await lapsedAmong(later)];
      for (const [index, { forOrder }] of kept.entries()) {
        if (before[index]) expect(after[index]).toBe(true);
        if (forOrder) expect(after[index]).toBe(false);
      }
    }),
  );
});
