import { afterEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { alerts } from "@/db/schema/operations";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { setCrashPoint } from "@/lib/crash-point";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";

const stripe = useStripe();
afterEach(() => setCrashPoint());

/** The next COMMIT arrives and is carried out; its answer does not come back. */
function givenNextCommitIsNotAnswered(): void {
  setCrashPoint((name) => {
    if (name !== "after-commit") return Promise.resolve();
    setCrashPoint();
    return Promise.reject(Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" }));
  });
}

test("a COMMIT whose answer is lost is read again before anybody calls it failed: nothing is parked, nobody is alarmed [K4]", async () => {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  stripe().confirm(body.payment.paymentIntentId);

  givenNextCommitIsNotAnswered();
  const outcomes = await stripe().tell(body.payment.paymentIntentId, "payment_intent.succeeded");

  expect(outcomes).toEqual(["duplicate"]);
  expect((await visitor.get(`/orders/${body.order.id}`)).body.order.status).toBe("PAID");
  expect(await db().select().from(parkedEvents)).toEqual([]);
  expect(await db().select().from(alerts)).toEqual([]);
});
