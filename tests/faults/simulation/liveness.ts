import { db } from "@/db/client";
import { checkInvariants } from "@/invariants/check";
import { compareWithStripe } from "@/invariants/compare-with-stripe";
import { now } from "@/lib/clock";
import { LISTENED_EVENTS } from "@/features/payments/server/listened-events";
import { leftOversAt } from "../oracle/left-overs";
import { accountForMails } from "../oracle/mails";
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

export async function findLeftOvers(world: World): Promise<string[]> {
  const { rows } = world.postgres.observer;
  const found: string[] = [];
  for (const question of leftOversAt(`'${now().toISOString()}'::timestamptz`))
    found.push(...(await rows<{ sentence: string }>(question)).map(({ sentence }) => sentence));
  found.push(...(await findOpenIntents(world)), ...(await findLostDisputes(world)));
  const emails = await rows<{ id: string; status: string }>("select id, status from emails");
  found.push(...accountForMails(emails, world.mail.accepted).breaches);
  for (const { id, breaches } of [...(await checkInvariants(db())), ...(await compareWithStripe(db()))])
    found.push(...breaches.rows.map((row) => `${id}: ${row}`));
  return found;
}

/** Of a dispute only its events tell; of what they told, nothing may be missing. */
async function findLostDisputes({ stripe, told, lost, postgres }: World): Promise<string[]> {
  const rows = await postgres.observer.rows<{ id: string; status: string; withdrawn: boolean; reinstated: boolean }>(
    `select stripe_dispute_id as id, status, funds_withdrawn_at is not null as withdrawn, funds_reinstated_at is not null as reinstated
     from disputes`,
  );
  const payments = await postgres.observer.rows<{ id: string }>("select stripe_payment_intent_id as id from payments");
  const recorded = new Map(rows.map((row) => [row.id, row]));
  const ours = new Set(payments.map(({ id }) => id));
  const found: string[] = [];
  for (const { id, status, payment_intent: intent } of stripe.disputes()) {
    const heard = stripe
      .events()
      .filter(({ id: event, data, type }) => {
        const isListened = Object.hasOwn(LISTENED_EVENTS, type);
        return isListened && data.object["id"] === id && told.has(event) && !lost.has(event);
      })
      .map(({ type }) => type);
    if (heard.length === 0 || intent === null || !ours.has(intent)) continue;
    const row = recorded.get(id);
    if (row === undefined) found.push(`dispute ${id} was told (${heard.join(", ")}) and is not recorded`);
    else if (heard.includes("charge.dispute.closed") && row.status !== status)
      found.push(`dispute ${id} is ${status} at Stripe, as was told, and ${row.status} here`);
    else if (
      row.withdrawn !== heard.includes("charge.dispute.funds_withdrawn") ||
      row.reinstated !== heard.includes("charge.dispute.funds_reinstated")
    )
      found.push(`dispute ${id}: what its money did (${heard.join(", ")}) is not what is recorded`);
  }
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
