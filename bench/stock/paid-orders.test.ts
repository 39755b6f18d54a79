import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { expectInvariants } from "../../tests/support/invariants";
import { fillPaidOrders } from "./paid-orders";

beforeAll(async () => {
  await fillPaidOrders(process.env["DATABASE_URL"] ?? "", 200);
});

test("prepared paid orders are as the product leaves them: every invariant holds, and every line is booked", async () => {
  await expectInvariants();
  const { rows } = await db().execute(sql`
    select (select count(*)::int from orders where status = 'PAID') as orders, (select count(*)::int from bookings) as bookings,
      (select count(*)::int from holds where expires_at is null) as holds, (select count(*)::int from emails where status = 'SENT') as emails,
      (select count(*)::int from "ProcessedWebhookEvent") as events, (select count(*)::int from payment_allocations) as allocations`);
  expect(rows).toEqual([{ orders: 200, bookings: 600, holds: 600, emails: 800, events: 200, allocations: 600 }]);
});

test("foreign keys, which are off while filling, find what they point to", async () => {
  const { rows } = await db().execute<{ broken: number }>(sql`
    select (
      (select count(*) from bookings b left join holds h on h.id = b.hold_id left join order_lines l on l.id = b.order_line_id left join orders o on o.id = b.order_id
        where h.id is null or l.id is null or o.id is null or l.order_id <> o.id or h.order_line_id <> l.id)
      + (select count(*) from order_lines l left join stages s on s.id = l.stage_id left join baptemes t on t.id = l.bapteme_id
        where num_nonnulls(s.id, t.id) <> 1)
      + (select count(*) from payments p left join orders o on o.id = p.order_id where o.id is null)
      + (select count(*) from emails e left join orders o on o.id = e.order_id where o.id is null)
      + (select count(*) from bapteme_categories c left join baptemes t on t.id = c.bapteme_id where t.id is null)
      + (select count(*) from worklist_entries w left join payments p on p.id = w.payment_id where p.id is null)
    )::int as broken`);

  expect(rows).toEqual([{ broken: 0 }]);
});
