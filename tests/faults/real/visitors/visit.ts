import type { Chance } from "../chance";
import { drawParticipant } from "./people";
import type { Purchase, Tally } from "./tally";
import { stripeCustomer, type WayToPay } from "./at-stripe";
import type { Patience } from "./asking";
import type { Visitor } from "./visitor";

export type Surroundings = { sandboxUrl: string; chance: Chance; tally: Tally; patience: Patience };

/** One visitor's story, from the door to the booking or to whatever stops them. */
export async function visit(visitor: Visitor, { sandboxUrl, chance, tally, patience }: Surroundings): Promise<void> {
  if (chance.happens(0.15)) await visitor.page(chance.oneOf(["/", "/stages", "/en/baptemes", "/gift-cards"]));
  await fillCart(visitor, chance);
  if (chance.happens(0.35)) await tryGiftCard(visitor, chance, tally);
  if (chance.happens(0.1)) return;

  const ordered = await orderUntilTold(visitor, chance);
  if (ordered === undefined) return;
  const { order, payment, accessToken } = ordered;
  const purchase: Purchase = {
    orderId: order.id,
    accessToken,
    paymentIntentId: payment?.paymentIntentId ?? null,
    atStripe: payment === null ? "free" : "unpaid",
  };
  tally.purchases.push(purchase);
  tally.secrets.add(accessToken);
  if (payment !== null) {
    tally.secrets.add(payment.clientSecret);
    const customer = stripeCustomer(sandboxUrl, chance, patience);
    for (const { way, bank } of drawAttempts(chance)) {
      if (chance.happens(0.1)) await visitor.order();
      const status = await customer.pay(payment, way, bank);
      if (status === "succeeded" || status === "processing") purchase.atStripe = status;
      if (status !== "requires_payment_method") break;
    }
  }
  await comeBack(visitor, purchase, chance, tally);
}

async function fillCart(visitor: Visitor, chance: Chance): Promise<void> {
  const wanted = chance.whole(1, 3);
  for (let item = 0; item < wanted; item += 1) {
    const participant = drawParticipant(chance);
    if (chance.happens(0.25)) {
      await visitor.add({
        type: "GIFT_CARD",
        giftCard: chance.happens(0.7)
          ? { kind: "AMOUNT", amountCents: chance.whole(30, 200) * 100 }
          : { kind: "ACTIVITY", activity: "BAPTEME", category: "AVENTURE", video: chance.happens(0.5) },
        recipient: { name: participant.lastName, email: participant.email },
      });
    } else if (chance.happens(0.5)) {
      const found = await visitor.stages();
      const stage = "said" in found ? chance.maybeOneOf(found.said.stages) : undefined;
      if (stage === undefined) continue;
      const stageType = stage.type === "DOUBLE" ? { stageType: "INITIATION" as const } : {};
      await visitor.add({ type: "STAGE", stageId: stage.id, participant, ...stageType });
    } else {
      const found = await visitor.baptemes();
      const slot = "said" in found ? chance.maybeOneOf(found.said.baptemes) : undefined;
      const offered = slot && chance.maybeOneOf(slot.categories);
      if (slot === undefined || offered === undefined) continue;
      await visitor.add({
        type: "BAPTEME",
        baptemeId: slot.id,
        category: offered.category,
        video: chance.happens(0.3),
        participant,
      });
    }
  }
}

async function tryGiftCard(visitor: Visitor, chance: Chance, tally: Tally): Promise<void> {
  const code = chance.maybeOneOf([...tally.giftCardCodes]);
  if (code !== undefined) await visitor.useGiftCard(code);
}

/** A refusal that the cart explains (a place gone, a card spent) is answered by looking at the cart and asking again. */
async function orderUntilTold(visitor: Visitor, chance: Chance) {
  for (let turn = 0; turn < 3; turn += 1) {
    const asked = await visitor.order();
    if ("said" in asked) return asked.said;
    if (asked.refused === "trouble" && chance.happens(0.5)) return undefined;
    const cart = await visitor.cart();
    if (!("said" in cart) || cart.said.items.length === 0) return undefined;
    for (const { id } of cart.said.items.filter((one) => one.expired))
      await (chance.happens(0.5) ? visitor.holdAgain(id) : visitor.remove(id));
  }
  return undefined;
}

type Attempt = { way: WayToPay; bank: "succeed" | "fail" };

function drawAttempts(chance: Chance): Attempt[] {
  const paysAtLast: Attempt = { way: "card", bank: "succeed" };
  const kind = chance.between(0, 1);
  if (kind < 0.5) return [paysAtLast];
  if (kind < 0.65) return [{ way: "declined", bank: "fail" }, paysAtLast];
  if (kind < 0.75) return [{ way: "challenge", bank: "succeed" }];
  if (kind < 0.8) return [{ way: "challenge", bank: "fail" }, paysAtLast];
  if (kind < 0.88) return [{ way: "debit", bank: "succeed" }];
  if (kind < 0.92) return [{ way: "debitFails", bank: "fail" }];
  if (kind < 0.95) return [{ way: "declined", bank: "fail" }];
  return [];
}

/** Back at the shop: they see their booking within a few looks, or leave and trust the e-mail. */
async function comeBack(visitor: Visitor, purchase: Purchase, chance: Chance, tally: Tally): Promise<void> {
  if (purchase.atStripe !== "succeeded" && purchase.atStripe !== "free") return;
  for (let looks = 0; looks < 6; looks += 1) {
    const found = await visitor.look(purchase.orderId, purchase.accessToken);
    if ("said" in found && found.said.order.status === "PAID") {
      for (const card of found.said.order.giftCards) tally.giftCardCodes.add(card.code);
      return;
    }
    await chance.sleepSeconds(0.3, 0.8);
  }
}
