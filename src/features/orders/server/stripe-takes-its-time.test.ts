import { afterEach, expect, test } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { api } from "@/app/api/api";
import { reconcilePendingPayments } from "@/features/payments/server/jobs";
import { addMinutes, now, setClock } from "@/lib/clock";
import { setCrashPoint } from "@/lib/crash-point";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer, givenTimeToPayIsOver } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { closeUnpaidOrders } from "./jobs";

const stripe = useStripe();
afterEach(() => setCrashPoint());

async function given() {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const id: string = body.order.id;
  return {
    id,
    intent: String(body.payment.paymentIntentId),
    status: async (): Promise<string> => (await visitor.get(`/orders/${id}`)).body.order.status,
  };
}
type Given = Awaited<ReturnType<typeof given>>;

const LONGEST_MS = 3_000;

/** Stripe does not answer the first question before all orders but one have come to this. Says how many had, in the end. */
function stripeHoldsBackItsFirstAnswer(orders: Given[], wanted: string): () => number {
  let come = 0;
  setCrashPoint(async (name) => {
    if (name !== "before-stripe-call") return;
    setCrashPoint();
    for (let waited = 0; waited < LONGEST_MS && come < orders.length - 1; waited += 20) {
      await sleep(20);
      const statuses = await Promise.all(orders.map((order) => order.status()));
      come = statuses.filter((status) => status === wanted).length;
    }
  });
  return () => come;
}

test("a payment about which Stripe takes its time does not hold up the other pending ones", async () => {
  const orders = [await given(), await given(), await given(), await given(), await given(), await given()];
  for (const { intent } of orders) stripe().confirm(intent);
  setClock(addMinutes(now(), 6));
  const meanwhile = stripeHoldsBackItsFirstAnswer(orders, "PAID");

  expect(await reconcilePendingPayments()).toBe(6);

  expect(meanwhile()).toBe(5);
  expect(await Promise.all(orders.map((order) => order.status()))).toEqual(orders.map(() => "PAID"));
});

test("an order about which Stripe takes its time does not hold up the end of the others", async () => {
  const orders = [await given(), await given(), await given(), await given(), await given(), await given()];
  for (const order of orders) await givenTimeToPayIsOver(order);
  const meanwhile = stripeHoldsBackItsFirstAnswer(orders, "CANCELLED");

  expect(await closeUnpaidOrders()).toBe(6);

  expect(meanwhile()).toBe(5);
  expect(await Promise.all(orders.map((order) => order.status()))).toEqual(orders.map(() => "CANCELLED"));
});
