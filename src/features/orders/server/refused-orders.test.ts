import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { stages } from "@/db/schema/catalogue";
import { dateInDays, givenCart, givenStage } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";

const stripe = useStripe();

async function given() {
  const stage = await givenStage();
  const visitor = visitorOf(api, { cookie: (await givenCart({ items: [{ stage }] })).cookie });
  return {
    visitor,
    order: () => visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true }),
    change: (changes: Partial<typeof stages.$inferInsert>) =>
      db().update(stages).set(changes).where(eq(stages.id, stage.id)),
  };
}

test("an order of a cart whose deposit rose since it was shown is refused, though the price is the same", async () => {
  const { order, change } = await given();
  await change({ depositCents: 12_000 });

  expect(await order()).toMatchObject({ status: 409, body: { code: "order_not_payable" } });
});

test.each([
  ["the deposit", { depositCents: 8_000 }],
  ["the price, and not the deposit,", { priceCents: 40_000 }],
])("an order makes way for a new one when %s falls [Y5]", async (_what, cheaper) => {
  const { order, change, visitor } = await given();
  const { body } = await order();
  await change(cheaper);
  await visitor.get("/cart");

  const again = await order();

  expect(again.status).toBe(201);
  expect(again.body.order.id).not.toBe(body.order.id);
  expect(stripe().paymentIntent(body.payment.paymentIntentId).status).toBe("canceled");
});

test("an order of a stage that has begun since it came into the cart is refused, though its place is held", async () => {
  const { order, change } = await given();
  await change({ startDate: dateInDays(-2) });

  expect(await order()).toMatchObject({ status: 409, body: { code: "sold_out", errors: [{ path: "items.0" }] } });
});
