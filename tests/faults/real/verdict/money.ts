import Stripe from "stripe";
import type { School } from "../school/open-school";
import { SECRETS } from "../school/settings";
import type { Purchase, Tally } from "../visitors/tally";

export type IntentAtStripe = { id: string; status: string; orderId: string; keptCents: number };
export type OrderHere = { id: string; status: string; isPaid: boolean; dueCents: number };

/**
 * What visitors and Stripe know, against what the school says of its orders: of each, Stripe has kept what was due online for what
 * it brought, to the cent. Independent of the invariants, which read the school's rows alone.
 */
export async function accountForMoney({ sandboxUrl, postgres }: School, tally: Tally): Promise<string[]> {
  const orders = await postgres.rows<OrderHere>(DUE);
  return compareMoney(await readIntents(sandboxUrl), orders, tally.purchases);
}

/** What was due online, without the lines that could not be honoured: their part goes back. An order that is not paid keeps nothing. */
const DUE = `
  select o.id, o.status, o.paid_at is not null as "isPaid",
    (case when o.paid_at is null then 0 else o.due_now_cents - coalesce((
      select sum(a.amount_cents) from order_lines l
      join payment_allocations a on a.order_line_id = l.id join payments p on p.id = a.payment_id
      where l.order_id = o.id and l.outcome = 'LOST' and p.method = 'STRIPE' and p.covers_order
    ), 0) end)::int as "dueCents"
  from orders o`;

/** Every PaymentIntent there is at the sandbox, with what it has brought and not given back. */
async function readIntents(sandboxUrl: string): Promise<IntentAtStripe[]> {
  const { hostname: host, port } = new URL(sandboxUrl);
  const stripe = new Stripe(SECRETS.secretKey, { protocol: "http", host, port, telemetry: false });
  const refundedCents = new Map<string, number>();
  for await (const { payment_intent: intent, amount, status } of stripe.refunds.list({ limit: 100 }))
    if (typeof intent === "string" && status !== "failed" && status !== "canceled")
      refundedCents.set(intent, (refundedCents.get(intent) ?? 0) + amount);
  const intents: IntentAtStripe[] = [];
  for await (const { id, status, metadata, amount_received: received } of stripe.paymentIntents.list({ limit: 100 }))
    intents.push({
      id,
      status,
      orderId: metadata["orderId"] ?? "",
      keptCents: received - (refundedCents.get(id) ?? 0),
    });
  return intents;
}

export function compareMoney(
  intents: readonly IntentAtStripe[],
  orders: readonly OrderHere[],
  purchases: readonly Pick<Purchase, "orderId" | "paymentIntentId" | "atStripe">[],
): string[] {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const keptCents = new Map<string, number>();
  const breaches: string[] = [];
  for (const { id, status, orderId, keptCents: kept } of intents) {
    keptCents.set(orderId, (keptCents.get(orderId) ?? 0) + kept);
    if (!["succeeded", "canceled"].includes(status))
      breaches.push(`${id} is ${status} at Stripe: somebody could still pay it`);
    if (!byId.has(orderId)) breaches.push(`${id} is for order ${orderId}, which is not here`);
  }
  for (const { id, status, dueCents } of orders) {
    const kept = keptCents.get(id) ?? 0;
    if (kept !== dueCents)
      breaches.push(`order ${id} is ${status}: ${dueCents} cents were due online, and Stripe has kept ${kept}`);
  }
  const succeeded = new Set(intents.filter(({ status }) => status === "succeeded").map(({ id }) => id));
  for (const { orderId, paymentIntentId, atStripe } of purchases) {
    const order = byId.get(orderId);
    if (order === undefined) breaches.push(`order ${orderId} was answered to its visitor and is gone`);
    else if (atStripe === "free" && !order.isPaid)
      breaches.push(`order ${orderId} was paid by gift cards and is ${order.status}`);
    if (atStripe === "succeeded" && !succeeded.has(paymentIntentId ?? ""))
      breaches.push(`${paymentIntentId} was paid before its visitor's eyes, and Stripe does not know it`);
  }
  return breaches;
}
