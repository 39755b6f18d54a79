import { api } from "@/app/api/api";
import type { Order } from "@/features/orders/schemas";
import { givenCart } from "../../support/given";
import { givenCustomer } from "../../support/orders";
import type { TestStripe } from "../../support/stripe-sandbox";
import { visitorOf } from "../../support/visitor";

export type Payable = {
  id: string;
  paymentIntentId: string;
  dueNowCents: number;
  metadata: Record<string, string>;
  visitor: ReturnType<typeof visitorOf>;
  /** Asks for the order again, as «pay» does. */
  again: () => ReturnType<ReturnType<typeof visitorOf>["post"]>;
  read: () => Promise<Order>;
};

/** A visitor's order with its PaymentIntent at the local Stripe. */
export async function givenPayable(stripe: TestStripe, cart: Parameters<typeof givenCart>[0] = {}): Promise<Payable> {
  const visitor = visitorOf(api, { cookie: (await givenCart(cart)).cookie });
  const again = () => visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const { body } = await again();
  const paymentIntentId: string = body.payment.paymentIntentId;
  return {
    id: body.order.id,
    paymentIntentId,
    dueNowCents: body.payment.amountCents,
    metadata: stripe.paymentIntent(paymentIntentId).metadata,
    visitor,
    again,
    read: async () => (await visitor.get(`/orders/${body.order.id}`)).body.order,
  };
}

/** Paid there, and we were told. */
export async function givenPaidAtStripe(
  stripe: TestStripe,
  cart: Parameters<typeof givenCart>[0] = {},
): Promise<Payable> {
  const order = await givenPayable(stripe, cart);
  stripe.confirm(order.paymentIntentId);
  await stripe.tell(order.paymentIntentId, "payment_intent.succeeded");
  return order;
}

export const succeededEventOf = (stripe: TestStripe, paymentIntentId: string): string =>
  stripe.events({ paymentIntent: paymentIntentId, type: "payment_intent.succeeded" })[0]?.id ?? "";
