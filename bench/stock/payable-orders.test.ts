import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { readInstallation } from "@/features/orders/server/access-token";
import { receiveWebhook } from "@/features/payments/server/receive-webhook";
import { setConfig } from "@/lib/config";
import { expectInvariants } from "../../tests/support/invariants";
import { SECRETS } from "../ground/settings";
import { CALL, FUNCTION, withExpressions } from "../limits/payment";
import { deliveryOf, eventIdOf, eventOf } from "./events";
import { idOf, paymentIntentOf } from "./ids";
import { fillPayableOrders } from "./payable-orders";

beforeAll(async () => {
  await fillPayableOrders(process.env["DATABASE_URL"] ?? "", { carts: 20, activities: 3 });
});

test("prepared orders are as the product leaves them: every invariant holds", async () => {
  await expectInvariants();
  expect(await changedRows()).toEqual([{ paid: 0, bookings: 0, emails: 0, events: 0, items: 60 }]);
});

test("an event of the stock pays its order", async () => {
  setConfig({ STRIPE_WEBHOOK_SECRET: [SECRETS.webhookSecret] });
  const { installation } = await readInstallation(db());
  const { body, headers } = deliveryOf(eventOf(1, { installation }));

  const { outcome } = await receiveWebhook(Buffer.from(body ?? ""), headers?.["stripe-signature"] ?? null);

  expect(outcome).toBe("processed");
  expect(await changedRows()).toEqual([{ paid: 1, bookings: 3, emails: 4, events: 1, items: 57 }]);
  await expectInvariants();
});

test("the least statements leave the same rows behind as the product, and every invariant holds", async () => {
  await db().execute(sql.raw(FUNCTION));
  const ids = { event: eventIdOf(2), intent: paymentIntentOf(2), order: idOf("order", 2), cart: idOf("cart", 2) };
  const quoted = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, `'${id}'`])) as typeof ids;

  await db().execute(sql.raw(withExpressions(CALL.sql, quoted)));

  expect(await changedRows()).toEqual([{ paid: 2, bookings: 6, emails: 8, events: 2, items: 54 }]);
  await expectInvariants();
});

async function changedRows() {
  const { rows } = await db().execute(sql`
    select (select count(*)::int from orders where status = 'PAID') as paid, (select count(*)::int from bookings) as bookings,
      (select count(*)::int from emails) as emails, (select count(*)::int from "ProcessedWebhookEvent") as events,
      (select count(*)::int from cart_items) as items`);
  return rows;
}
