import { removeOldCarts } from "@/features/cart/server/jobs";
import { releaseLapsedHolds } from "@/features/bookings/server/jobs";
import { mailServer } from "@/features/notifications/server/smtp";
import { sendNextEmail } from "@/features/notifications/server/send-email";
import { closeUnpaidOrders } from "@/features/orders/server/jobs";
import {
  makeOwedRefunds,
  reconcilePendingPayments,
  reconcileRecentPayments,
  removeOldEvents,
  retryParkedEvents,
} from "@/features/payments/server/jobs";
import { replayEvent } from "@/features/payments/server/retry-parked-events";
import { LISTENED_EVENTS } from "@/features/payments/server/listened-events";
import { config } from "@/lib/config";
import { addMs, now } from "@/lib/clock";
import { givenParticipant } from "../../support/given";
import { givenOrderIsClosed } from "../../support/closed-order";
import { givenCustomer } from "../../support/orders";
import type { Answer } from "../../support/visitor";
import type { StripeEvent } from "../../../sandbox/objects/types";
import { StripeError } from "../../../sandbox/core/stripe-error";
import type { Act, JobName, PaymentMethod } from "./story";
import { handToWebhook, type Visitor, type World } from "./world";

/** What came of an act: an answer over HTTP, or nothing to say. */
export type Outcome =
  | { kind: "http"; status: number; code: string | undefined }
  | { kind: "webhook"; eventId: string; status: number; outcome: string | undefined; damaged: boolean }
  | { kind: "done" };

const NOTHING: Outcome = { kind: "done" };

const STRIPE_TOKENS: Record<PaymentMethod, string> = {
  card: "pm_card_visa",
  declined: "pm_card_visa_chargeDeclined",
  challenged: "pm_card_threeDSecureRequired",
  "bank debit": "pm_sepaDebit_success",
  "bank debit that fails": "pm_sepaDebit_fail",
};

export const JOB_RUNS: Record<JobName, () => Promise<number>> = {
  closeUnpaidOrders,
  releaseLapsedHolds,
  retryParkedEvents,
  reconcilePendingPayments,
  reconcileRecentPayments,
  makeOwedRefunds,
  // One after the other: the job itself uses several connections at once, in an order that no seed decides.
  sendDueEmails: async () => {
    const mailer = mailServer();
    if (mailer === null) throw new Error("a story has a mail server");
    for (let sent = 0; sent < 40; sent += 1) if ((await sendNextEmail(mailer)) !== "handled") return sent;
    return 40;
  },
  removeOldEvents,
  removeOldCarts,
};

/** Where an act is carried out: by our web or worker, or outside of us, by Stripe and its users. */
export function placeOf(act: Act): "web" | "worker" | "outside" {
  switch (act.kind) {
    case "look-at-cart":
    case "look-at-order":
    case "order":
    case "add":
    case "remove":
    case "change":
    case "hold-again":
    case "use-card":
    case "stop-using-card":
      return "web";
    case "deliver":
      return act.how === "never" ? "outside" : "web";
    case "job":
    case "replay":
      return "worker";
    case "pay":
    case "challenge":
    case "bank":
    case "second-intent":
    case "closed-by-hand":
    case "stripe-refund":
    case "stripe-refund-fails":
    case "stripe-cancel":
    case "stripe-dispute":
    case "stripe-dispute-ends":
    case "reprice":
      return "outside";
    default:
      return act satisfies never;
  }
}

/** Makes the act ready: what it is about is looked up now, before anything of its step happens. */
export async function prepare(world: World, act: Act): Promise<() => Promise<Outcome>> {
  switch (act.kind) {
    case "look-at-cart":
      return ofVisitor(world, act, ({ browser }) => browser.get("/cart"));
    case "look-at-order":
      return ofVisitor(world, act, async ({ browser, orders }) => {
        const order = orders.at(-1);
        return order ? browser.get(`/orders/${order.id}?token=${order.accessToken}`) : browser.get("/cart");
      });
    case "add":
      return ofVisitor(world, act, ({ browser }) => browser.post("/cart/items", itemToAdd(world, act.what)));
    case "remove": {
      const item = await nthItem(world, act);
      // Its answer may be lost, and the item gone all the same.
      if (item !== undefined) world.removedByVisitor.add(item);
      return ofVisitor(world, act, ({ browser }) => browser.delete(`/cart/items/${item ?? "0"}`));
    }
    case "change": {
      const item = await nthItem(world, act);
      return ofVisitor(world, act, ({ browser }) =>
        browser.patch(`/cart/items/${item ?? "0"}`, { participant: givenParticipant({ weightKg: 60 + act.nth }) }),
      );
    }
    case "hold-again": {
      const item = await nthItem(world, act);
      return ofVisitor(world, act, ({ browser }) => browser.post(`/cart/items/${item ?? "0"}/hold`));
    }
    case "use-card": {
      const code = await nthCode(world, act.nth);
      return ofVisitor(world, act, ({ browser }) => browser.post("/cart/gift-cards", { code }));
    }
    case "stop-using-card": {
      const code = await nthCode(world, act.nth);
      return ofVisitor(world, act, ({ browser }) => browser.delete(`/cart/gift-cards/${code}`));
    }
    case "order":
      return ofVisitor(world, act, async (visitor) => {
        const answer = await visitor.browser.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
        if (answer.status < 300) remember(visitor, answer);
        return answer;
      });
    case "job":
      return async () => {
        await JOB_RUNS[act.job]();
        return NOTHING;
      };
    case "replay": {
      const ids = await world.postgres.observer.rows<{ id: string }>(
        "select id from parked_events where status <> 'DONE' order by received_at, id",
      );
      const id = pick(ids, act.nth)?.id;
      return async () => {
        if (id !== undefined) await replayEvent(id);
        return NOTHING;
      };
    }
    case "deliver":
      return deliver(world, act);
    case "closed-by-hand": {
      const open = await world.postgres.observer.rows<{ id: string; paymentIntentId: string | null }>(
        `select o.id, p.stripe_payment_intent_id as "paymentIntentId" from orders o
         join payments p on p.order_id = o.id and p.method = 'STRIPE' where o.payable_until is not null order by o.number`,
      );
      const order = pick(open, act.nth);
      return async () => {
        if (order === undefined) return NOTHING;
        await givenOrderIsClosed(order);
        if (order.paymentIntentId !== null) world.leftOpenAtStripe.add(order.paymentIntentId);
        return NOTHING;
      };
    }
    case "reprice": {
      const stage = pick(world.school.stages, act.what);
      return outside(() =>
        world.postgres.observer.rows(
          "update stages set price_cents = greatest(deposit_cents, floor(price_cents * $2::int / 100)) where id = $1",
          [stage?.id, act.percent],
        ),
      );
    }
    default:
      return atStripe(world, act);
  }
}

function ofVisitor(
  world: World,
  act: { visitor: number },
  ask: (visitor: Visitor) => Promise<Answer>,
): () => Promise<Outcome> {
  const visitor = pick(world.visitors, act.visitor);
  if (!visitor) throw new Error("a story has visitors");
  return async () => {
    const { status, body } = await ask(visitor);
    return { kind: "http", status, code: body?.code };
  };
}

function remember(visitor: Visitor, { body }: Answer): void {
  visitor.orders.push({
    id: body.order.id,
    accessToken: body.accessToken,
    paymentIntentId: body.payment?.paymentIntentId ?? null,
  });
}

function itemToAdd({ school }: World, what: number): unknown {
  const [only, double] = school.stages;
  const participant = givenParticipant();
  switch (what) {
    case 0:
      return { type: "STAGE", stageId: only?.id, participant };
    case 1:
      return { type: "STAGE", stageId: double?.id, stageType: "PROGRESSION", participant };
    case 2:
      return { type: "BAPTEME", baptemeId: school.slots[0]?.id, category: "AVENTURE", participant };
    case 3:
      return { type: "BAPTEME", baptemeId: school.slots[1]?.id, category: "ENFANT", video: true, participant };
    case 4:
      return { type: "GIFT_CARD", giftCard: { kind: "AMOUNT", amountCents: 5_000 }, recipient: { name: "Lou" } };
    case 5:
      return {
        type: "GIFT_CARD",
        giftCard: { kind: "ACTIVITY", activity: "BAPTEME", category: "AVENTURE" },
        recipient: { name: "Lou", email: "lou@example.org" },
      };
    default:
      return { type: "BAPTEME", baptemeId: school.slots[0]?.id, category: "AVENTURE", video: true, participant };
  }
}

async function nthItem(world: World, act: { visitor: number; nth: number }): Promise<string | undefined> {
  const { browser } = pick(world.visitors, act.visitor) ?? {};
  const token = browser?.cookie?.split("=")[1] ?? "";
  const items = await world.postgres.observer.rows<{ id: string }>(
    `select i.id from cart_items i join cart_sessions s on s.id = i.cart_session_id
     where s.token_hash = sha256($1::bytea) order by i.position`,
    [Buffer.from(token)],
  );
  return pick(items, act.nth)?.id;
}

/** Cards that were sold on paper, then those that orders of this story bought. */
async function nthCode(world: World, nth: number): Promise<string> {
  const cards = await world.postgres.observer.rows<{ code: string }>(
    "select code from gift_cards order by issued_at, id",
  );
  return pick(cards, nth)?.code ?? "0000-0000-0000-0000";
}

/** All that Stripe has to tell and that we have not said yes to, each kind oldest first. */
export const untold = (world: World) => {
  const events = world.stripe.events().filter((event) => !world.told.has(event.id));
  // What we listen to first: the others are many, and only answered.
  return events.toSorted(
    (a, b) => Number(Object.hasOwn(LISTENED_EVENTS, b.type)) - Number(Object.hasOwn(LISTENED_EVENTS, a.type)),
  );
};

/**
 * This event never comes. Not one about an order that was closed without Stripe: of a PaymentIntent that is older than the daily
 * reading goes back, and whose payment counts as cancelled, only its event can tell.
 */
export function getsLost(world: World, event: StripeEvent): void {
  const { id } = event.data.object;
  if (typeof id !== "string" || !world.leftOpenAtStripe.has(id)) world.told.add(event.id);
}

async function deliver(world: World, act: Extract<Act, { kind: "deliver" }>): Promise<() => Promise<Outcome>> {
  const again = act.how === "again";
  const candidates = again ? world.stripe.events() : untold(world);
  const event = pick(candidates, act.nth);
  if (event === undefined) return () => Promise.resolve(NOTHING);
  if (act.how === "never") {
    getsLost(world, event);
    return () => Promise.resolve(NOTHING);
  }
  const { request, damaged } = requestOf(world, event.id, act.how);
  return async () => {
    const response = await handToWebhook(request);
    const body: { outcome?: string; code?: string } = JSON.parse(await response.text());
    if (response.ok) world.told.add(event.id);
    return { kind: "webhook", eventId: event.id, status: response.status, outcome: body.outcome ?? body.code, damaged };
  };
}

/** As Stripe sends it, or as it must not be believed: other bytes than were signed, or signed too long ago. */
function requestOf(world: World, eventId: string, how: string): { request: Request; damaged: boolean } {
  const request = world.stripe.deliveryRequest(eventId);
  if (how !== "corrupt" && how !== "old signature") return { request, damaged: false };
  const body = world.stripe.eventBody(eventId);
  const [secret = ""] = config().STRIPE_WEBHOOK_SECRET;
  const at = how === "old signature" ? addMs(now(), -400_000) : now();
  const sent = how === "corrupt" ? body.replace('"livemode"', '"livemodE"') : body;
  return {
    damaged: true,
    request: new Request(request.url, {
      method: "POST",
      body: sent,
      headers: { "content-type": "application/json", "stripe-signature": world.stripe.sign(body, secret, at) },
    }),
  };
}

type AtStripe = Extract<
  Act,
  {
    kind:
      | "pay"
      | "challenge"
      | "bank"
      | "stripe-refund"
      | "stripe-refund-fails"
      | "stripe-cancel"
      | "stripe-dispute"
      | "stripe-dispute-ends"
      | "second-intent";
  }
>;

/** Stripe refuses what makes no sense, such as paying what is cancelled; then nothing happens. */
function atStripe(world: World, act: AtStripe): () => Promise<Outcome> {
  const { stripe } = world;
  switch (act.kind) {
    case "pay":
    case "challenge": {
      const paid = pick(world.visitors, act.visitor)?.orders.filter((order) => order.paymentIntentId !== null) ?? [];
      const id = paid.at(-1 - (act.kind === "pay" ? act.earlier % Math.max(1, paid.length) : 0))?.paymentIntentId;
      if (!id) return outside(() => undefined);
      if (act.kind === "challenge") return outside(() => stripe.completeChallenge(id, act.answer));
      return outside(() => stripe.confirm(id, { paymentMethod: STRIPE_TOKENS[act.with] }));
    }
    case "bank":
      return outside(() => {
        const waiting = pick(
          stripe.paymentIntents().filter((one) => one.status === "processing"),
          act.nth,
        );
        if (waiting) stripe.settle(waiting.id, act.outcome);
      });
    case "stripe-refund":
      return outside(() => {
        const intent = pick(succeeded(world), act.nth);
        if (intent) stripe.refund(intent.id, { amount: Math.max(1, Math.floor((intent.amount * act.share) / 100)) });
      });
    case "stripe-refund-fails":
      return outside(() => {
        const refund = pick(stripe.refunds(), act.nth);
        if (refund) stripe.failRefund(refund.id);
      });
    case "stripe-cancel":
      return outside(() => {
        const open = stripe.paymentIntents().filter((one) => one.status.startsWith("requires_"));
        const intent = pick(open, act.nth);
        if (intent) stripe.cancel(intent.id, "requested_by_customer");
      });
    case "stripe-dispute":
      return outside(() => {
        const intent = pick(succeeded(world), act.nth);
        if (intent) stripe.dispute(intent.id, { inquiry: act.nth % 2 === 1 });
      });
    case "second-intent":
      return outside(() => {
        const first = pick(stripe.paymentIntents(), act.nth);
        if (!first) return;
        const { metadata, amount, currency } = first;
        const second = stripe.create({ amount: amount + act.moreCents, currency, metadata });
        stripe.confirm(second.id);
      });
    case "stripe-dispute-ends":
      return outside(() => {
        const dispute = pick(stripe.disputes(), act.nth);
        if (dispute) stripe.closeDispute(dispute.id, act.outcome);
      });
    default:
      return act satisfies never;
  }
}

const succeeded = ({ stripe }: World) => stripe.paymentIntents().filter((one) => one.status === "succeeded");

function outside(run: () => unknown): () => Promise<Outcome> {
  return async () => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
    }
    return NOTHING;
  };
}

const pick = <T>(from: readonly T[], nth: number): T | undefined => from[nth % Math.max(1, from.length)];
