import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer, givenTimeToPayIsOver } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { closeUnpaidOrders } from "./jobs";

const stripe = useStripe();

test("a bank debit of which no event has told yet is not cancelled when the time to pay is over [O5] [S11]", async () => {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  stripe().confirm(body.payment.paymentIntentId, { paymentMethod: "pm_sepaDebit_success" });
  await givenTimeToPayIsOver(body.order);

  await closeUnpaidOrders();

  expect(
    stripe().requests({ method: "POST", path: `/v1/payment_intents/${body.payment.paymentIntentId}/cancel` }),
  ).toEqual([]);
  expect((await visitor.get(`/orders/${body.order.id}`)).body.order).toMatchObject({
    status: "PENDING",
    payments: [{ status: "PROCESSING" }],
  });
});
