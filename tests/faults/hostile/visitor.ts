import { z } from "zod";
import { givenParticipant } from "../../support/given";
import { givenCustomer } from "../../support/orders";
import type { Known } from "./known-values";
import { sendInProcess, type Received, type Sent } from "./send";
import type { Beginning } from "./visits";
import type { World } from "./world";

/** Somebody with a cart of their own, who remembers what they are told. */
export type Visitor = {
  /** The beginning of their e-mail addresses, which no other visitor's have. */
  name: string;
  cookie: string | undefined;
  known: Known;
  /** Their own address on the network. */
  comesFrom: string;
  events: () => string[];
  learn: (answer: Received) => void;
};

const told = z.object({
  item: z.object({ id: z.string() }).optional(),
  cart: z.object({ sessionId: z.string().nullable() }).optional(),
  order: z.object({ id: z.string() }).optional(),
  payment: z.object({ paymentIntentId: z.string() }).nullish(),
  accessToken: z.string().optional(),
});

export async function newVisitor(world: World, name: string, withGiftCards: boolean): Promise<Visitor> {
  const cards = withGiftCards ? await world.newCards() : {};
  const visitor: Visitor = {
    name,
    cookie: undefined,
    known: { ...world.known, ...cards, visitor: name },
    comesFrom: `10.${[16, 8, 0].map((bits) => (Number.parseInt(name.slice(1), 36) >>> bits) & 255).join(".")}`,
    events: () => {
      const { paymentIntent } = visitor.known;
      return paymentIntent === undefined ? [] : world.stripe.events({ paymentIntent }).map((event) => event.id);
    },
    learn: (answer) => {
      const cookie = answer.headers.getSetCookie().at(-1)?.split(";")[0];
      if (cookie !== undefined) visitor.cookie = cookie;
      if (answer.status >= 300 || !answer.text.startsWith("{")) return;
      const read = told.safeParse(JSON.parse(answer.text));
      if (!read.success) return;
      const { item, cart, order, payment, accessToken } = read.data;
      if (item) visitor.known.item = item.id;
      if (cart?.sessionId) visitor.known.sessionId = cart.sessionId;
      if (order) visitor.known.order = order.id;
      if (payment) visitor.known.paymentIntent = payment.paymentIntentId;
      if (accessToken !== undefined) visitor.known.accessToken = accessToken;
    },
  };
  return visitor;
}

type Step = { sent: Sent; answer: Received };

/** Everything that an honest visitor does until the beginning of the story. Each step is an answer to judge as well. */
export async function* begin(world: World, visitor: Visitor, beginning: Beginning): AsyncGenerator<Step> {
  if (beginning === "nobody") return;
  const participant = givenParticipant({ email: `${visitor.name}.flies@example.org` });
  yield await post(world, visitor, "/cart/items", { type: "STAGE", stageId: visitor.known.stage, participant });
  if (beginning === "cart") return;
  if (beginning === "full basket") {
    yield await post(world, visitor, "/cart/items", {
      type: "GIFT_CARD",
      giftCard: { kind: "AMOUNT", amountCents: 2_000 },
      recipient: { name: "Lou", email: `${visitor.name}.lou@example.org` },
    });
    yield await post(world, visitor, "/cart/items", {
      type: "BAPTEME",
      baptemeId: visitor.known.slot,
      category: "AVENTURE",
      participant,
    });
    const { giftCard: code } = visitor.known;
    if (code !== undefined) yield await post(world, visitor, "/cart/gift-cards", { code });
    return;
  }
  yield await post(world, visitor, "/orders/create", {
    customer: givenCustomer({ email: `${visitor.name}.pays@example.org` }),
    acceptTerms: true,
  });
  const { paymentIntent } = visitor.known;
  if (beginning === "order" || paymentIntent === undefined) return;
  world.stripe.confirm(paymentIntent, beginning === "declined" ? { paymentMethod: "pm_card_chargeDeclined" } : {});
  for (const id of visitor.events()) yield await deliver(world, id);
  if (beginning === "refunded") world.stripe.refund(paymentIntent, { amount: 1_000 });
}

async function post(world: World, visitor: Visitor, path: string, body: unknown): Promise<Step> {
  const headers: [string, string][] = [
    ["content-type", "application/json"],
    ["x-forwarded-for", visitor.comesFrom],
  ];
  if (visitor.cookie !== undefined) headers.push(["cookie", visitor.cookie]);
  const sent = { method: "POST", address: `/api${path}`, headers, body: Buffer.from(JSON.stringify(body)) };
  const answer = await answered(world, sent);
  visitor.learn(answer);
  return { sent, answer };
}

async function deliver(world: World, eventId: string): Promise<Step> {
  const request = world.stripe.deliveryRequest(eventId);
  const sent = {
    method: "POST",
    address: "/api/webhooks/stripe",
    headers: [...request.headers],
    body: Buffer.from(await request.arrayBuffer()),
  };
  return { sent, answer: await answered(world, sent) };
}

async function answered(world: World, sent: Sent): Promise<Received> {
  const answer = await sendInProcess(world.api, sent);
  if (answer === null) throw new Error("an honest request could not be made");
  return answer;
}
