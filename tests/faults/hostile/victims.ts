import { visitorOf, type Answer } from "../../support/visitor";
import { givenCustomer } from "../../support/orders";
import { givenParticipant } from "../../support/given";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { readInstallation } from "@/features/orders/server/access-token";
import { POST } from "@/app/api/webhooks/stripe/route";
import type { Sandbox } from "../../../sandbox/start";
import type { Known } from "./known-values";

export type Victims = {
  /** What no other visitor may ever read. */
  secrets: string[];
  /** What others may well know of them. */
  known: Known;
  events: string[];
};

/**
 * Two people with a cart, an order and a paid order. Their names, addresses, codes and secrets are words that occur nowhere else:
 * one of them in an answer to anybody else is a leak.
 */
export async function givenVictims(stripe: Sandbox, school: { stage: string; slot: string }): Promise<Victims> {
  const paid = visitorOf(api);
  const stage = await paid.post("/cart/items", {
    type: "STAGE",
    stageId: school.stage,
    participant: givenParticipant({
      firstName: "Canaryflora",
      lastName: "Canarydupont",
      email: "canary.flora@victims.example",
      phone: "+33 7 11 22 33 44",
    }),
  });
  must(stage, 201);
  must(
    await paid.post("/cart/items", {
      type: "GIFT_CARD",
      giftCard: { kind: "AMOUNT", amountCents: 5_000 },
      recipient: { name: "Canarynephew", email: "canary.nephew@victims.example", message: "Canarymessage" },
    }),
    201,
  );
  const bought = await order(paid, "Canarypayer", "canary.payer@victims.example");
  stripe.confirm(bought.paymentIntent);
  for (const { id } of stripe.events({ paymentIntent: bought.paymentIntent })) await POST(stripe.deliveryRequest(id));
  const read = await paid.get(`/orders/${bought.id}`);
  must(read, 200);
  if (read.body.order.status !== "PAID") throw new Error("the victims' order is not paid");

  const waiting = visitorOf(api);
  const item = await waiting.post("/cart/items", {
    type: "BAPTEME",
    baptemeId: school.slot,
    category: "AVENTURE",
    participant: givenParticipant({
      firstName: "Canaryjules",
      lastName: "Canarymoreau",
      email: "canary.jules@victims.example",
    }),
  });
  must(item, 201);
  const open = await order(waiting, "Canarybuyer", "canary.buyer@victims.example");

  const { accessTokenKey } = await readInstallation(db());
  return {
    secrets: [
      "Canary",
      "canary.",
      "+33 7 11 22 33 44",
      read.body.order.giftCards[0].code,
      ...[bought, open].flatMap((one) => [one.clientSecret, one.accessToken]),
      ...[paid, waiting].map((visitor) => visitor.cookie?.split("=")[1] ?? missing("cookie")),
      accessTokenKey.toString("hex"),
      accessTokenKey.toString("base64"),
      accessTokenKey.toString("base64url"),
    ],
    known: {
      victimsItem: item.body.item.id,
      victimsOrder: bought.id,
      victimsNumber: bought.number,
      victimsSession: stage.body.cart.sessionId,
      victimsPaymentIntent: open.paymentIntent,
    },
    events: stripe.events().map((event) => event.id),
  };
}

async function order(visitor: ReturnType<typeof visitorOf>, lastName: string, email: string) {
  const made = await visitor.post("/orders/create", {
    customer: givenCustomer({ lastName, email }),
    acceptTerms: true,
  });
  must(made, 201);
  const { order: placed, payment, accessToken } = made.body;
  return {
    id: String(placed.id),
    number: String(placed.number),
    accessToken: String(accessToken),
    paymentIntent: String(payment.paymentIntentId),
    clientSecret: String(payment.clientSecret),
  };
}

function must(answer: Answer, status: number): void {
  if (answer.status !== status)
    throw new Error(`the victims were answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

function missing(what: string): never {
  throw new Error(`the victims have no ${what}`);
}
