import { pool } from "@/db/client";
import { replayEvent } from "@/features/payments/server/retry-parked-events";
import { givenOrderIsClosed } from "../../support/closed-order";
import { dateInDays, givenParticipant } from "../../support/given";
import { givenCustomer } from "../../support/orders";
import type { Answer } from "../../support/visitor";
import { atStripe, outside } from "./at-stripe";
import { deliver } from "./deliveries";
import { JOB_RUNS } from "./job-runs";
import { NOTHING, type Outcome } from "./outcome";
import { pick } from "./pick";
import type { Act } from "./story";
import type { Visitor, World } from "./world";

/** Where an act is carried out: by our web or worker, or outside of us, by Stripe and its users. */
export function placeOf(act: Act): "web" | "worker" | "outside" {
  switch (act.kind) {
    case "browse":
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
    case "browse":
      return ofVisitor(world, act, ({ browser }) => browser.get("/stages"));
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
      return ofVisitor(world, act, ({ browser }) => {
        // Its answer may be lost, and the item gone all the same.
        if (item !== undefined) world.removedByVisitor.add(item);
        return browser.delete(`/cart/items/${item ?? "0"}`);
      });
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
      const open = await world.postgres.observer.rows<{ id: string }>(
        "select id from orders where payable_until is not null order by number",
      );
      const order = pick(open, act.nth);
      return async () => {
        if (order === undefined) return NOTHING;
        world.closedByHand.add(order.id);
        await givenOrderIsClosed(order);
        return NOTHING;
      };
    }
    case "reprice": {
      const stage = pick(world.school.stages, act.what);
      return outside(() =>
        pool().query(
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
      return {
        type: "GIFT_CARD",
        giftCard: { kind: "AMOUNT", amountCents: 5_000 },
        recipient: { name: "Lou" },
        deliverAt: dateInDays(2),
      };
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
  const { codes } = world.school;
  const bought = await world.postgres.observer.rows<{ code: string }>(
    "select code from gift_cards where code <> all($1) order by issued_at, id",
    [codes],
  );
  return pick([...codes, ...bought.map(({ code }) => code)], nth) ?? "0000-0000-0000-0000";
}
