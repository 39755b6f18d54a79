import { afterEach, beforeEach, expect, test } from "vitest";
import { db, pool } from "@/db/client";
import { setClock } from "@/lib/clock";
import { expectInvariants } from "../../../tests/support/invariants";
import { findDemoCards } from "./demo-cards";
import { seed } from "./seed";

const TODAY = new Date("2026-11-24T08:00:00Z");

beforeEach(async () => {
  await pool().query("truncate schools, instructors, stages, baptemes, gift_card_prices, orders, gift_cards cascade");
});

afterEach(() => setClock());

test("a school that the seed did not make is left alone", async () => {
  await pool().query(
    `insert into schools (name, email, phone, address_line, postal_code, city, meeting_point, legal_notice) values ('Un vrai club', 'a@b.example', '0', 'x', 'x', 'x', 'x', 'x')`,
  );

  await expect(seed("small")).rejects.toThrow("already has a school");

  expect(await counts()).toMatchObject({ schools: 1, instructors: 0, stages: 0, baptemes: 0, orders: 0 });
});

test("a small school sells what a school sells, and every invariant holds on it", async () => {
  setClock(TODAY);

  const made = await seed("small");

  expect(made.school).toBe(true);
  await expectInvariants();
  expect(await column("select distinct type from stages where start_date > '2026-11-24'")).toEqual([
    "AUTONOMIE",
    "DOUBLE",
    "INITIATION",
    "PROGRESSION",
  ]);
  expect(
    await column(
      "select distinct category from bapteme_categories join baptemes b on b.id = bapteme_id where b.starts_at > '2026-11-24'",
    ),
  ).toEqual(["AVENTURE", "DUREE", "ENFANT", "HIVER", "LONGUE_DUREE"]);
  expect(await column("select distinct places from baptemes")).toEqual([2, 3, 4]);
  expect(
    await column("select distinct extract(isodow from start_date) || '-' || extract(isodow from end_date) from stages"),
  ).toEqual(["1-5"]);
});

test("one coming stage is full, one has a single place left, and the next one has room", async () => {
  setClock(TODAY);
  await seed("small");

  const { rows } = await pool().query<{ left: number }>(
    "select (s.places - (select count(*) from holds h where h.stage_id = s.id))::int as left from stages s where s.start_date > '2026-11-24' order by s.start_date, s.id",
  );

  const left = rows.map((row) => row.left);
  expect(left.filter((places) => places === 0)).toHaveLength(1);
  expect(left.filter((places) => places === 1)).toHaveLength(1);
  expect(left[0]).toBe(6);
});

test("a slot's half-days begin at nine and at two by the school's clocks, in winter and in summer", async () => {
  setClock(TODAY);
  await seed("small");
  setClock(new Date("2027-07-01T08:00:00Z"));
  await seed("small");

  expect(
    await column("select distinct to_char(starts_at at time zone 'Europe/Paris', 'HH24:MI') from baptemes"),
  ).toEqual(["09:00", "14:00"]);
  await expectInvariants();
});

test("a gift card is spent in part, one is unused, one has expired", async () => {
  setClock(TODAY);
  await seed("small");

  const cards = await findDemoCards(db());

  expect(cards.map(({ what, balanceCents }) => ({ what, balanceCents }))).toEqual([
    { what: "an amount, expired", balanceCents: 5_000 },
    { what: "an amount, spent in part", balanceCents: 9_000 },
    { what: "a baptême aventure with video", balanceCents: 13_500 },
  ]);
  expect(await column("select distinct expires_at < '2026-11-24' from gift_cards")).toEqual([false, true]);
});

test("no e-mail waits, and nothing claims that Stripe took money: the example customers exist nowhere", async () => {
  setClock(TODAY);
  await seed("small");

  expect(await column("select distinct status from emails")).toEqual(["SENT"]);
  expect(await column("select distinct method from payments where status = 'SUCCEEDED'")).toEqual([
    "GIFT_CARD",
    "MANUAL",
  ]);
  expect(
    await column("select stripe_payment_intent_id from payments where stripe_payment_intent_id is not null"),
  ).toEqual([]);
});

test("seeding twice, and twice at the same time, changes nothing", async () => {
  setClock(TODAY);
  await seed("small");
  const before = await counts();

  const again = await Promise.all([seed("small"), seed("small")]);

  expect(again).toEqual(Array(2).fill({ school: false, stages: 0, slots: 0, orders: 0, bookings: 0, giftCards: 0 }));
  expect(await counts()).toEqual(before);
});

test("another day only adds the days that have come into sight: what staff removed stays removed", async () => {
  setClock(new Date("2027-08-01T08:00:00Z"));
  await seed("small");
  const [removed] = await column(
    "delete from baptemes where id = (select id from baptemes where starts_at > '2027-08-20' and not exists (select from holds where bapteme_id = baptemes.id) limit 1) returning id",
  );
  const before = await counts();

  setClock(new Date("2027-08-03T08:00:00Z"));
  const made = await seed("small");

  expect(made).toMatchObject({ school: false, orders: 0 });
  expect(made.slots).toBeGreaterThan(0);
  expect(await counts()).toMatchObject({
    orders: before["orders"],
    bookings: before["bookings"],
    baptemes: (before["baptemes"] ?? 0) + made.slots,
  });
  expect(await column("select id from baptemes where id = '" + String(removed) + "'")).toEqual([]);
});

test("a large past has every ending of an order, holds every invariant, and comes once", async () => {
  setClock(TODAY);
  await seed("large", 600);
  const before = await counts();

  const again = await seed("large", 600);
  const small = await seed("small");

  expect(await column("select distinct status from orders")).toEqual(["CANCELLED", "PAID", "PARTIALLY_REFUNDED"]);
  expect(await column("select distinct reason from refunds")).toEqual(["DUPLICATE", "PLACE_LOST"]);
  expect(
    await column(
      "select distinct kind from gift_cards c where exists (select from gift_card_entries e where e.gift_card_id = c.id and e.kind = 'SPEND')",
    ),
  ).toEqual(["ACTIVITY", "AMOUNT"]);
  expect(await column('select distinct effect from "ProcessedWebhookEvent"')).toContain("order-paid");
  await expectInvariants();
  expect([again.orders, small.orders]).toEqual([0, 0]);
  expect(await counts()).toEqual(before);
});

const TABLES = [
  "schools",
  "instructors",
  "stages",
  "baptemes",
  "bapteme_categories",
  "gift_card_prices",
  "orders",
  "order_lines",
  "payments",
  "holds",
  "bookings",
  "gift_cards",
  "gift_card_entries",
  "emails",
] as const;

async function counts(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const table of TABLES) [found[table]] = (await column(`select count(*)::int from ${table}`)) as [number]; // count(*) is one row of one number
  return found;
}

/** The first column of a query, sorted. */
async function column(query: string): Promise<unknown[]> {
  const { rows } = await pool().query<unknown[]>({ text: query, rowMode: "array" });
  return rows.map((row) => row[0]).toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
}
