import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { emails } from "@/db/schema/operations";
import { orders } from "@/db/schema/orders";
import { refunds } from "@/db/schema/payments";
import { transaction } from "@/db/transaction";
import { accessTokenFor } from "@/features/orders/server/access-token";
import { failPayment } from "@/features/orders/server/fail-payment";
import { lockOrder, stripePaymentOf } from "@/features/orders/server/locked-order";
import { now } from "@/lib/clock";
import { givenStage } from "../../../../tests/support/given";
import { givenPaidOrder, type PaidOrder } from "../../../../tests/support/given-paid-order";
import type { MailServer } from "../../../../tests/support/mail-server";
import { givenOrder } from "../../../../tests/support/orders";
import {
  beginEachTestWithAnEmptyOutbox,
  givenMixedOrder,
  lineOf,
  mailServerIs,
  sent,
} from "../../../../tests/support/outbox";
import { sendDueEmails } from "./jobs";

beginEachTestWithAnEmptyOutbox();

let server: MailServer;

beforeEach(async () => {
  server = await mailServerIs();
});

test("the customer gets the confirmation: every line, what was paid and how, what remains, and the secret link", async () => {
  const order = await givenMixedOrder();

  const { mail, text, html } = await sent({ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id });

  expect(mail).toMatchObject({
    recipients: ["marie.lefevre@example.org"],
    subject: `Commande ${order.number} confirmée – École du Grand Large`,
  });
  // 450 + 135 + 80; the card's 200 cover the deposit of 100 and 100 of the balance; online 35 + 25 + 80.
  for (const said of [
    "Stage progression",
    "lundi 31 mai – vendredi 4 juin 2027",
    "Léa Petit",
    "Baptême aventure, vidéo comprise",
    "samedi 12 juin 2027 à 10:30",
    "Bon cadeau : 80,00 €",
    "Total TTC 665,00 €",
    `Bon cadeau …${order.paidByCode.slice(-4)} -200,00 €`,
    "Payé en ligne 140,00 €",
    "Reste à régler à l’école 325,00 €",
    "L. 221-28, 12°",
  ]) {
    expect(text).toContain(said);
  }
  const link = `https://shop.example.fr/orders/${order.id}?token=${await accessTokenFor(db(), order.id)}`;
  expect(text).toContain(link);
  expect(html).toContain(`href="${link}"`);
  expect(text).not.toContain(order.paidByCode);
  // Weights and birth dates are the instructors' business.
  expect(text).not.toMatch(/\bkg\b|1990/);
});

test("in English, with links into the English shop", async () => {
  const order = await givenMixedOrder("en");

  const { mail, text } = await sent({ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id, locale: "en" });

  expect(mail?.subject).toBe(`Order ${order.number} confirmed – École du Grand Large`);
  expect(text).toContain("Progression course");
  expect(text).toContain("Left to pay at the school €325.00");
  expect(text).toContain(`https://shop.example.fr/en/orders/${order.id}?token=`);
});

test("a confirmation marks the line that was lost, and its figures are those of what was honoured", async () => {
  const stage = await givenStage();
  const order = await givenPaidOrder({
    lines: [{ stageId: stage.id }, { stageId: stage.id, lost: true, participant: { firstName: "Ida" } }],
  });

  const { text } = await sent({ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id });

  expect(text).toContain("Non honoré");
  expect(text).toContain("Total TTC 450,00 €");
  expect(text).toContain("Payé en ligne 100,00 €");
  expect(text).toContain("Reste à régler à l’école 350,00 €");
});

async function givenDeclinedOrder() {
  const order = await givenOrder();
  await transaction(async (tx) => {
    const locked = await lockOrder(tx, order.id);
    const payment = locked && stripePaymentOf(locked);
    if (!locked || !payment) throw new Error("the given order has no payment");
    await failPayment(
      tx,
      locked,
      payment,
      { code: "insufficient_funds", message: "Your card has insufficient funds." },
      now(),
    );
  });
  return order;
}

test("a declined payment is told in words, with the way back to the cart", async () => {
  const order = await givenDeclinedOrder();

  await sendDueEmails();

  const [mail] = server.mails;
  const text = mail?.text?.replace(/\s+/g, " ");
  expect(mail).toMatchObject({
    recipients: ["dominique.martin@example.org"],
    subject: `Votre paiement n’est pas passé – commande ${order.number}`,
  });
  expect(text).toContain("Le solde ou le plafond de la carte ne suffit pas");
  expect(text).toContain("votre panier est resté tel quel");
  // 30 minutes to pay, on the school's clock.
  expect(text).toContain("Vos places vous sont gardées jusqu’au mardi 1er décembre 2026 à 11:30");
  expect(text).toContain("https://shop.example.fr/cart");
  expect(text).not.toContain("insufficient");
});

test("a declined payment that has been made good meanwhile is not told any more", async () => {
  const order = await givenDeclinedOrder();
  await db()
    .update(orders)
    .set({ status: "PAID", cancelReason: null, payableUntil: null, paidAt: now() })
    .where(eq(orders.id, order.id));

  await sendDueEmails();

  expect(server.mails).toHaveLength(0);
  expect(await db().select().from(emails).where(eq(emails.orderId, order.id))).toMatchObject([
    { status: "DEAD", lastError: "superseded" },
  ]);
});

async function givenRefundOf(order: PaidOrder, changes: Partial<typeof refunds.$inferInsert> = {}): Promise<string> {
  const [refund] = await db()
    .insert(refunds)
    .values({
      orderId: order.id,
      paymentId: order.paymentId,
      amountCents: 6_000,
      reason: "PLACE_LOST",
      createdAt: now(),
      updatedAt: now(),
      ...changes,
    })
    .returning({ id: refunds.id });
  return refund?.id ?? "";
}

test("a refund is told with its amount, its reason and what it is for", async () => {
  const order = await givenMixedOrder();
  const refundId = await givenRefundOf(order, { orderLineId: lineOf(order, 1).id });

  const { mail, text } = await sent({ kind: "REFUND", orderId: order.id, subjectId: refundId });

  expect(mail?.recipients).toEqual(["marie.lefevre@example.org"]);
  expect(mail?.subject?.replace(/\s/g, " ")).toBe(`Remboursement de 60,00 € – commande ${order.number}`);
  expect(text).toContain("la place que vous aviez choisie venait d’être prise");
  expect(text).toContain("Baptême aventure");
  expect(text).toContain("5 à 10 jours ouvrés");
});

test("a refund that has failed at the bank meanwhile is not promised", async () => {
  const order = await givenMixedOrder();
  const refundId = await givenRefundOf(order, { status: "FAILED", reason: "STAFF" });

  expect((await sent({ kind: "REFUND", orderId: order.id, subjectId: refundId })).row).toMatchObject({
    status: "DEAD",
    lastError: "superseded",
  });
});

test("a lost place is told with what comes back for it, and that the rest stands", async () => {
  const stage = await givenStage();
  const order = await givenPaidOrder({
    lines: [{ stageId: stage.id }, { stageId: stage.id, lost: true, participant: { firstName: "Ida" } }],
  });
  const lost = lineOf(order, 1);
  await givenRefundOf(order, { orderLineId: lost.id, amountCents: 10_000 });

  const { mail, text } = await sent({ kind: "PLACE_LOST", orderId: order.id, subjectId: lost.id });

  expect(mail?.subject).toBe(`Une place n’a pas pu être réservée – commande ${order.number}`);
  expect(text).toContain("Ida Durand");
  expect(text).toContain("La place a été prise entre-temps.");
  expect(text).toContain("Ce qui vous est remboursé : 100,00 €");
  expect(text).toContain("Tout le reste de votre commande est confirmé.");
  expect(text.match(/Stage initiation/g)).toHaveLength(1);
});

test("what a spent gift card lost is told as such", async () => {
  const stage = await givenStage();
  const order = await givenPaidOrder({ lines: [{ stageId: stage.id, lost: true }] });
  await givenRefundOf(order, { orderLineId: lineOf(order, 0).id, amountCents: 10_000, reason: "GIFT_CARD_SPENT" });

  const { text } = await sent({ kind: "PLACE_LOST", orderId: order.id, subjectId: lineOf(order, 0).id, locale: "en" });

  expect(text).toContain("was used elsewhere in the meantime");
  expect(text).not.toContain("Everything else");
});
