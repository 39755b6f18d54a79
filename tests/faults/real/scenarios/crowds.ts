import Stripe from "stripe";
import { z } from "zod";
import type { Chance } from "../chance";
import type { Scenario, Scene } from "../scenario";
import { SECRETS } from "../school/settings";
import { ask } from "../visitors/asking";
import { stripeCustomer } from "../visitors/at-stripe";
import { drawParticipant } from "../visitors/people";
import type { Purchase } from "../visitors/tally";
import { openVisitor, type Visitor } from "../visitors/visitor";

/** Crowds meet trouble by their own number; each of them is patient. */
const PATIENCE = { tries: 20, mayGoOn: () => true };
const SEEN_WITHIN_TRIES = 60;

const COPIES = 100;
const EVENTS = 10;

export const eventCopies: Scenario = {
  name: "event-copies",
  sentence: `${COPIES} copies of one event at once to two web processes, ${EVENTS} times`,
  visitors: 0,
  plan: () => ({ webs: 2 }),
  makeTrouble: async (scene) => {
    const { school, chance, fault, complain, say } = scene;
    // The sandbox keeps its own copy back, so that all of them come at the same moment.
    await setSandboxFaults(school.sandboxUrl, [{ kind: "drop", eventType: "payment_intent.succeeded" }]);
    let byWebhook = 0;
    for (let round = 1; round <= EVENTS; round += 1) {
      const { visitor, purchase } = await buyGiftCard(scene, chance.named(`buyer ${round}`), 5_000);
      const body = await findSuccess(school.sandboxUrl, purchase.paymentIntentId ?? "");
      const outcomes = await Promise.all(
        Array.from({ length: COPIES }, (_, copy) => deliver(school.origins[copy % 2] ?? "", body)),
      );
      fault("copies of an event at once", COPIES);
      const processed = outcomes.filter((outcome) => outcome === "processed").length;
      const others = outcomes.filter((outcome) => !["processed", "duplicate", "503"].includes(outcome));
      // The worker, just started, asks Stripe on its own and may be faster than all of them.
      const [payment] = await school.postgres.rows<{ by: string }>(
        "select succeeded_by as by from payments where stripe_payment_intent_id = $1",
        [purchase.paymentIntentId],
      );
      const due = payment?.by === "RECONCILE" ? 0 : 1;
      byWebhook += due;
      if (processed !== due)
        complain(`of ${COPIES} copies ${processed} were answered as processed, paid by ${payment?.by}`);
      if (others.length > 0) complain(`copies were answered ${[...new Set(others)].join(", ")}`);
      if ((await seenPaid(visitor, purchase, chance)) === undefined)
        complain("the order of a copied event was not paid");
    }
    say(`${EVENTS} events, ${COPIES} copies each, ${byWebhook} of them the first to tell`);
    if (byWebhook < EVENTS / 2) complain("copies hardly ever raced each other: nothing was proven");
    await setSandboxFaults(school.sandboxUrl, []);
  },
};

const BUYERS = 200;
const PLACES = 6;

export const lastPlaces: Scenario = {
  name: "last-places",
  sentence: `${BUYERS} buyers at once for the ${PLACES} places of a stage, before two web processes`,
  visitors: 0,
  plan: () => ({ webs: 2 }),
  makeTrouble: async (scene) => {
    const { school, chance, fault, complain, say } = scene;
    const [stage] = await school.postgres.rows<{ id: string }>(
      `insert into stages (id, type, start_date, end_date, price_cents, deposit_cents, places)
       values (gen_random_uuid(), 'INITIATION', current_date + 9, current_date + 13, 45000, 10000, ${PLACES}) returning id`,
    );
    const stageId = stage?.id ?? "";
    const bought = await Promise.all(
      Array.from({ length: BUYERS }, (_, number) => buyPlace(scene, chance.named(`buyer ${number}`), stageId)),
    );
    fault("buyers at once", BUYERS);
    const paid = bought.filter(Boolean).length;
    say(`${paid} of ${BUYERS} have paid`);
    if (paid !== PLACES) complain(`${paid} buyers paid for ${PLACES} places`);
  },
};

async function buyPlace(scene: Scene, chance: Chance, stageId: string): Promise<boolean> {
  const visitor = newVisitor(scene, chance);
  const added = await visitor.add({ type: "STAGE", stageId, participant: drawParticipant(chance) });
  if ("refused" in added) {
    if (added.refused !== "sold_out") scene.complain(`a buyer was refused with ${added.refused}`);
    return false;
  }
  return (await orderAndPay(scene, visitor, chance))?.atStripe === "succeeded";
}

const CARTS = 50;
const CARD_CENTS = 10_000;

export const giftCardRush: Scenario = {
  name: "gift-card-rush",
  sentence: `one gift card of ${CARD_CENTS / 100} € is spent from ${CARTS} carts at once, before two web processes`,
  visitors: 0,
  plan: () => ({ webs: 2 }),
  makeTrouble: async (scene) => {
    const { school, chance, fault, complain, say } = scene;
    const { visitor, purchase } = await buyGiftCard(scene, chance.named("giver"), CARD_CENTS);
    const code = await seenPaid(visitor, purchase, chance);
    if (code === undefined) return complain("the gift card's code was never seen");
    await Promise.all(Array.from({ length: CARTS }, (_, number) => spend(scene, chance.named(`cart ${number}`), code)));
    fault("spends of one gift card at once", CARTS);
    const [card] = await school.postgres.rows<{ spent: number; balance: number }>(
      `select -coalesce(sum(e.amount_cents) filter (where e.kind = 'SPEND'), 0)::int as spent, max(c.balance_cents)::int as balance
       from gift_cards c join gift_card_entries e on e.gift_card_id = c.id where c.code = $1`,
      [code],
    );
    say(`${card?.spent} cents spent, ${card?.balance} left`);
    if (card?.spent !== CARD_CENTS || card.balance !== 0) complain(`of ${CARD_CENTS} cents ${card?.spent} were spent`);
  },
};

async function spend(scene: Scene, chance: Chance, code: string): Promise<void> {
  const visitor = newVisitor(scene, chance);
  const found = await visitor.baptemes();
  const slots = "said" in found ? found.said.baptemes.filter((one) => one.places > CARTS) : [];
  const slot = chance.maybeOneOf(slots);
  const category = slot?.categories[0]?.category;
  if (slot === undefined || category === undefined) return scene.complain("there was no slot to spend a gift card on");
  await visitor.add({ type: "BAPTEME", baptemeId: slot.id, category, participant: drawParticipant(chance) });
  await visitor.useGiftCard(code);
  await orderAndPay(scene, visitor, chance);
}

const newVisitor = ({ school, tally }: Scene, chance: Chance): Visitor =>
  openVisitor({ origins: () => school.origins, chance, tally, patience: PATIENCE });

/** Whoever is refused because a card holds less than a moment ago looks at the cart and orders again. */
async function orderAndPay(scene: Scene, visitor: Visitor, chance: Chance): Promise<Purchase | undefined> {
  const { school, tally, complain } = scene;
  for (let turn = 0; turn < 10; turn += 1) {
    const asked = await visitor.order();
    if ("refused" in asked) {
      if (asked.refused !== "gift_card_not_usable") complain(`an order was refused with ${asked.refused}`);
      await visitor.cart();
      continue;
    }
    const { order, payment, accessToken } = asked.said;
    const purchase: Purchase = { orderId: order.id, accessToken, paymentIntentId: null, atStripe: "free" };
    tally.purchases.push(purchase);
    tally.secrets.add(accessToken);
    if (payment === null) return purchase;
    tally.secrets.add(payment.clientSecret);
    purchase.paymentIntentId = payment.paymentIntentId;
    const status = await stripeCustomer(school.sandboxUrl, chance, PATIENCE).pay(payment, "card", "succeed");
    purchase.atStripe = status === "succeeded" ? status : "unpaid";
    return purchase;
  }
  return undefined;
}

async function buyGiftCard(
  scene: Scene,
  chance: Chance,
  amountCents: number,
): Promise<{ visitor: Visitor; purchase: Purchase }> {
  const visitor = newVisitor(scene, chance);
  const { lastName: name } = drawParticipant(chance);
  await visitor.add({ type: "GIFT_CARD", giftCard: { kind: "AMOUNT", amountCents }, recipient: { name } });
  const purchase = await orderAndPay(scene, visitor, chance);
  if (purchase?.atStripe !== "succeeded") throw new Error("a gift card could not be bought");
  return { visitor, purchase };
}

/** The code of the card that was bought, once its buyer sees it. */
async function seenPaid(visitor: Visitor, purchase: Purchase, chance: Chance): Promise<string | undefined> {
  for (let tries = 0; tries < SEEN_WITHIN_TRIES; tries += 1) {
    const found = await visitor.look(purchase.orderId, purchase.accessToken);
    if ("said" in found && found.said.order.status === "PAID") return found.said.order.giftCards[0]?.code;
    await chance.sleepSeconds(0.3, 0.3);
  }
  return undefined;
}

async function setSandboxFaults(sandboxUrl: string, faults: object[]): Promise<void> {
  const response = await fetch(`${sandboxUrl}/_sandbox/faults`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`the sandbox refused its faults: ${await response.text()}`);
}

const successes = z.object({
  data: z.array(z.looseObject({ data: z.object({ object: z.looseObject({ id: z.string() }) }) })),
});

async function findSuccess(sandboxUrl: string, paymentIntentId: string): Promise<string> {
  const response = await fetch(`${sandboxUrl}/v1/events?type=payment_intent.succeeded&limit=20`, {
    headers: { authorization: `Bearer ${SECRETS.secretKey}` },
  });
  const { data } = successes.parse(await response.json());
  const event = data.find((one) => one.data.object.id === paymentIntentId);
  if (event === undefined) throw new Error(`Stripe has no success of ${paymentIntentId}`);
  return JSON.stringify(event);
}

/** What the school answered to one copy: its outcome, or the status. */
async function deliver(origin: string, body: string): Promise<string> {
  const { status, body: said } = await ask([origin], IN_TURN, "/api/webhooks/stripe", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload: body, secret: SECRETS.webhookSecret }),
    },
    body,
  });
  return status === 200 ? z.object({ outcome: z.string() }).parse(said).outcome : String(status);
}

/** There is one origin to choose from. */
const IN_TURN: Pick<Chance, "maybeOneOf"> = { maybeOneOf: (list) => list[0] };
