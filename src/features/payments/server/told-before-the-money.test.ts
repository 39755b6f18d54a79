import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { payments } from "@/db/schema/payments";
import { transaction } from "@/db/transaction";
import { lockOrder } from "@/features/orders/server/locked-order";
import { now } from "@/lib/clock";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { tellEvent, useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { giveBackWhole } from "./give-back-whole";
import type { News } from "./news";

const stripe = useStripe();

async function given() {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const id: string = body.order.id;
  const intent: string = body.payment.paymentIntentId;
  return { id, intent, read: async () => (await visitor.get(`/orders/${id}`)).body.order };
}

test("a refund that is told before its money takes the money in first: the order is paid, then partly refunded [O11] [Y8]", async () => {
  const order = await given();
  stripe().confirm(order.intent);
  stripe().refund(order.intent, { amount: 2_000 });
  const told = stripe().events({ type: "refund.created" }).at(-1)?.id ?? "";

  expect(await tellEvent(stripe(), told)).toBe("processed");

  expect(await order.read()).toMatchObject({ status: "PARTIALLY_REFUNDED", refundedCents: 2_000, bookings: [{}] });
});

test("a second success goes back once, though its event is applied twice [Y14]", async () => {
  const order = await given();
  stripe().confirm(order.intent);
  await stripe().tell(order.intent, "payment_intent.succeeded");
  const second = stripe().create({
    amount: 7_000,
    currency: "eur",
    metadata: stripe().paymentIntent(order.intent).metadata,
  });
  stripe().confirm(second.id);
  const news: News = {
    happened: "succeeded",
    intent: stripe().paymentIntent(second.id),
    livemode: false,
    asked: true,
    source: "WEBHOOK",
    event: {
      id: "evt_twice",
      type: "payment_intent.succeeded",
      apiVersion: null,
      createdAt: null,
      rawBody: Buffer.from("{}"),
    },
  };
  const apply = () =>
    transaction(async (tx) => {
      const locked = await lockOrder(tx, order.id);
      if (!locked) throw new Error("the order is gone");
      return giveBackWhole(tx, locked, null, news, now());
    });

  expect((await apply()).outcome).toBe("processed");
  expect((await apply()).outcome).toBe("duplicate");

  expect(await db().select().from(payments).where(eq(payments.orderId, order.id))).toHaveLength(2);
});
