import { db } from "@/db/client";
import { checkInvariants } from "@/invariants/check";
import { compareWithStripe } from "@/invariants/compare-with-stripe";
import { now } from "@/lib/clock";
import { messageIdOf } from "@/features/notifications/server/smtp";
import { getsLost, untold } from "./deliveries";
import { JOB_RUNS } from "./job-runs";
import { asProcess } from "./scheduler";
import { JOBS, type Story } from "./story";
import { handToWebhook, type World } from "./world";

const MINUTE = 60;
const HOUR = 3_600;

/** From the end of the troubles on: within these six days everything must have come to its end. */
const WAITS_SECONDS = [20, 5 * MINUTE, 40 * MINUTE, 3 * HOUR, 12 * HOUR, 25 * HOUR, 73 * HOUR, 0];
/** Banks answer within the first hours. */
const BANKS_ANSWER_IN_ROUND = 3;
const MOST_RUNS = 12;
/** They tidy up; nothing waits for them. */
const ONCE_IS_ENOUGH: ReadonlySet<string> = new Set(["removeOldEvents", "removeOldCarts", "releaseLapsedHolds"]);

/** The troubles are over: processes live, Stripe and mail answer. Some events came in the end, the others never do. */
export async function comeToRest(world: World, story: Story): Promise<string[]> {
  world.stripe.faults.clear();
  world.mail.setDown(false);
  const threw: string[] = [];
  untold(world).forEach((event, index) => {
    if (story.afterwards[index % story.afterwards.length] === 0) getsLost(world, event);
  });
  for (const [round, seconds] of WAITS_SECONDS.entries()) {
    if (round === BANKS_ANSWER_IN_ROUND) banksAnswer(world, story);
    await deliverAll(world);
    const isLast = round === WAITS_SECONDS.length - 1;
    for (const job of JOBS) if (isLast || !ONCE_IS_ENOUGH.has(job)) threw.push(...(await runOut(world, job)));
    if (!isLast) world.pass(seconds);
  }
  return threw;
}

function banksAnswer({ stripe }: World, story: Story): void {
  for (const [index, intent] of stripe.paymentIntents().entries())
    if (intent.status === "processing")
      stripe.settle(intent.id, story.afterwards[index % story.afterwards.length] === 1 ? "fail" : "succeed");
}

async function deliverAll(world: World): Promise<void> {
  for (const event of untold(world)) {
    const [web] = world.webs;
    if (!web) throw new Error("a story has web processes");
    const response = await asProcess(web, () => handToWebhook(world.stripe.deliveryRequest(event.id)));
    if (response.ok) world.told.add(event.id);
  }
}

async function runOut(world: World, job: (typeof JOBS)[number]): Promise<string[]> {
  const [worker] = world.workers;
  if (!worker) throw new Error("a story has workers");
  try {
    for (let runs = 0; runs < MOST_RUNS; runs += 1) if ((await asProcess(worker, JOB_RUNS[job])) === 0) break;
    return [];
  } catch (error) {
    return [`${job} threw after the troubles were over: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** What may not be left over when everything has had its time; each sentence is a breach. */
const LEFT_OVER: { sentence: string; query: string }[] = [
  {
    sentence: "can still be paid",
    query: "select 'order ' || id as name from orders where payable_until is not null",
  },
  {
    sentence: "was never made",
    query: "select 'refund ' || id as name from refunds where status = 'REQUESTED'",
  },
  {
    sentence: "waits for its retry",
    query:
      "select 'event ' || id || ' (' || type || ', ' || last_error || ')' as name from parked_events where status in ('WAITING', 'DEAD')",
  },
  {
    sentence: "was not sent",
    query: "select 'e-mail ' || id || ' ' || kind as name from emails where status = 'WAITING' and not_before <= $1",
  },
  {
    sentence: "was given up",
    query:
      "select 'e-mail ' || id || ' ' || kind || ' (' || last_error || ')' as name from emails where status = 'DEAD' and last_error not in ('erased', 'superseded')",
  },
  {
    sentence: "keeps a place for nobody",
    query:
      "select 'hold ' || h.id as name from holds h where h.expires_at is not null and h.expires_at <= $1 or h.expires_at is null and not exists (select from bookings b where b.hold_id = h.id)",
  },
  {
    sentence: "waits for its money",
    query: "select 'payment ' || id as name from payments where status in ('PENDING', 'PROCESSING')",
  },
  {
    sentence: "was paid and nobody was told",
    query: `select 'order ' || o.id as name from orders o where o.paid_at is not null
      and not exists (select from emails e where e.order_id = o.id and e.kind in ('CONFIRMATION', 'PLACE_LOST'))`,
  },
  {
    sentence: "took money that is neither honoured, given back, nor before the staff",
    query: `select 'payment ' || p.id as name from payments p join orders o on o.id = p.order_id
      where p.received_cents > 0 and p.method = 'STRIPE' and o.paid_at is null and p.refunded_cents < p.received_cents
      and not exists (select from worklist_entries w where w.closed_at is null and (w.payment_id = p.id or w.order_id = o.id))`,
  },
];

export async function findLeftOvers(world: World): Promise<string[]> {
  const { rows } = world.postgres.observer;
  const at = now();
  const found: string[] = [];
  for (const { sentence, query } of LEFT_OVER) {
    const names = await rows<{ name: string }>(query, query.includes("$1") ? [at] : []);
    found.push(...names.map(({ name }) => `${name} ${sentence}`));
  }
  found.push(...(await findOpenIntents(world)));

  const accepted = new Set(world.mail.accepted);
  for (const { id } of await rows<{ id: string }>("select id from emails where status = 'SENT'"))
    if (!accepted.has(messageIdOf(id))) found.push(`e-mail ${id} counts as sent, and no mail server has it`);

  for (const { id, breaches } of [...(await checkInvariants(db())), ...(await compareWithStripe(db()))])
    found.push(...breaches.rows.map((row) => `${id}: ${row}`));
  return found;
}

/**
 * What could still be paid at Stripe. Not one whose secret nobody ever got: the answer to its creation was lost, and another one
 * paid its order.
 */
async function findOpenIntents(world: World): Promise<string[]> {
  const handedOut = new Set(world.visitors.flatMap(({ orders }) => orders.map((order) => order.paymentIntentId)));
  const open = world.stripe.paymentIntents().filter(({ status }) => status !== "succeeded" && status !== "canceled");
  const found: string[] = [];
  for (const { id, status, metadata } of open) {
    const orderId = metadata["orderId"] ?? "";
    if (world.closedByHand.has(orderId)) continue;
    const linkedOrUnpaid = await world.postgres.observer.rows(
      "select from orders o where o.id::text = $1 and (o.paid_at is null or exists (select from payments p where p.stripe_payment_intent_id = $2))",
      [orderId, id],
    );
    if (handedOut.has(id) || linkedOrUnpaid.length > 0)
      found.push(`${id} is ${status} at Stripe, and somebody could still pay it`);
  }
  return found;
}
