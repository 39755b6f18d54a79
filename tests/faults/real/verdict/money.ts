import { z } from "zod";
import type { School } from "../school/open-school";
import { SECRETS } from "../school/settings";
import type { Tally } from "../visitors/tally";

const page = z.object({ data: z.array(z.object({ id: z.string(), status: z.string() })), has_more: z.boolean() });

/** Every PaymentIntent there is at the sandbox, by its id: its status. */
export async function readIntents(sandboxUrl: string): Promise<Map<string, string>> {
  const intents = new Map<string, string>();
  for (let after = ""; ;) {
    const response = await fetch(`${sandboxUrl}/v1/payment_intents?limit=100${after && `&starting_after=${after}`}`, {
      headers: { authorization: `Bearer ${SECRETS.secretKey}` },
    });
    const { data, has_more: more } = page.parse(await response.json());
    for (const { id, status } of data) intents.set(id, status);
    after = data.at(-1)?.id ?? "";
    if (!more || after === "") return intents;
  }
}

/**
 * What visitors know from Stripe's own answers, against what the school says of their orders: whoever paid has a paid order, or
 * their money back. Independent of the invariants, which read the school's rows alone.
 */
export async function accountForMoney(school: School, tally: Tally): Promise<string[]> {
  const intents = await readIntents(school.sandboxUrl);
  const orders = new Map(
    (
      await school.postgres.rows<{ id: string; status: string; accounted: boolean }>(
        `select o.id, o.status, exists (select from refunds r where r.order_id = o.id and r.status in ('PENDING', 'SUCCEEDED'))
           or exists (select from worklist_entries w where w.order_id = o.id) as accounted from orders o`,
      )
    ).map((order) => [order.id, order]),
  );
  const breaches: string[] = [];
  for (const { orderId, paymentIntentId, atStripe } of tally.purchases) {
    const order = orders.get(orderId);
    const paid = atStripe === "free" || (paymentIntentId !== null && intents.get(paymentIntentId) === "succeeded");
    if (atStripe === "succeeded" && !paid)
      breaches.push(`${paymentIntentId} was paid before its visitor's eyes, and Stripe does not know it`);
    if (order === undefined) breaches.push(`order ${orderId} was answered to its visitor and is gone`);
    else if (paid && order.status !== "PAID" && !order.accounted)
      breaches.push(`order ${orderId} was paid and is ${order.status}, without refund or worklist`);
  }
  for (const [id, status] of intents)
    if (!["succeeded", "canceled"].includes(status))
      breaches.push(`${id} is ${status} at Stripe: somebody could still pay it`);
  return breaches;
}
