import { eq } from "drizzle-orm";
import pino from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { bookings } from "@/db/schema/bookings";
import { schools } from "@/db/schema/catalogue";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { giftCards } from "@/db/schema/gift-cards";
import { alerts, emails, worklistEntries } from "@/db/schema/operations";
import { orderLines, orders } from "@/db/schema/orders";
import { refunds } from "@/db/schema/payments";
import type { Locale } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";
import { accessTokenFor } from "@/features/orders/server/access-token";
import { failPayment } from "@/features/orders/server/fail-payment";
import { lockOrder, stripePaymentOf } from "@/features/orders/server/locked-order";
import { now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { log } from "@/lib/log";
import { givenBapteme, givenGiftCard, givenStage } from "../../../../tests/support/given";
import { givenPaidOrder, givenSchool, type PaidOrder } from "../../../../tests/support/given-paid-order";
import { MailRefusal, type MailServer, startMailServer } from "../../../../tests/support/mail-server";
import { givenOrder } from "../../../../tests/support/orders";
import { sendDueEmails } from "./jobs";
import { type EmailToQueue, queueEmails } from "./queue-emails";
import { closeMailServer } from "./smtp";

let server: MailServer;
let refuses = false;

beforeEach(async () => {
  setClock(new Date("2026-12-01T10:00:00Z"));
  refuses = false;
  server = await startMailServer({
    onRecipient: (address) => {
      if (refuses) throw new MailRefusal(`550 5.1.1 <${address}> unknown`);
    },
  });
  setConfig({ SMTP_URL: server.url, PUBLIC_URL: "https://shop.example.fr/" });
  await db().delete(emails);
  await db().delete(worklistEntries);
  await givenSchool();
});

afterEach(async () => {
  closeMailServer();
  await server.close();
  setConfig();
  setClock();
});

/** The row becomes due and the worker takes it: what arrives, if anything, and what is left of the row. */
async function sent(email: Omit<EmailToQueue, "notBefore" | "locale"> & { locale?: Locale }) {
  const before = server.mails.length;
  await transaction((tx) => queueEmails(tx, [{ locale: "fr", notBefore: now(), ...email }], now()));
  await sendDueEmails();
  const [row] = await db().select().from(emails).where(eq(emails.subjectId, email.subjectId));
  const mail = server.mails[before];
  // Spaces of every width alike: French puts narrow ones before its signs, Intl others into amounts.
  return { row, mail, text: mail?.text?.replace(/\s+/g, " ") ?? "", html: mail?.html || "" };
}

const CARD = { kind: "AMOUNT", amountCents: 8_000 } as const;

async function givenMixedOrder(locale: Locale = "fr"): Promise<PaidOrder & { paidByCode: string }> {
  const stage = await givenStage({ type: "DOUBLE", startDate: "2027-05-31", endDate: "2027-06-04" });
  const slot = await givenBapteme({ startsAt: new Date("2027-06-12T08:30:00Z"), durationMinutes: 45 });
  const card = await givenGiftCard({ amountCents: 20_000 });
  const order = await givenPaidOrder({
    locale,
    lines: [
      {
        stageId: stage.id,
        stageType: "PROGRESSION",
        participant: { firstName: "Léa", lastName: "Petit", email: "famille@example.org" },
      },
      {
        baptemeId: slot.id,
        priceCents: 11_000,
        video: true,
        participant: { firstName: "Hugo", lastName: "Petit", email: "famille@example.org" },
      },
      {
        giftCard: {
          giftCard: CARD,
          recipient: { name: "Paul", email: "paul@example.org", message: "Bon vol !\nMarie" },
        },
        priceCents: 8_000,
      },
    ],
    paidByCard: { id: card.id, amountCents: 20_000 },
  });
  return { ...order, paidByCode: card.code };
}

const lineOf = (order: PaidOrder, position: number) => {
  const line = order.lines[position];
  if (line === undefined) throw new Error("the order has no such line");
  return line;
};

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

test("two participants at one address get one e-mail each, without prices and without the order's link", async () => {
  const order = await givenMixedOrder();

  const mails = [];
  for (const position of [0, 1]) {
    mails.push(
      await sent({ kind: "PARTICIPANT_INFO", orderId: order.id, subjectId: lineOf(order, position).bookingId ?? "" }),
    );
  }

  expect(mails.map(({ mail }) => mail?.recipients)).toEqual([["famille@example.org"], ["famille@example.org"]]);
  expect(mails[0]?.mail?.subject).toContain("Léa, votre stage progression du 31 mai 2027");
  expect(mails[1]?.mail?.subject).toContain("Hugo, votre baptême aventure du 12 juin 2027");
  expect(mails[1]?.text).toContain("samedi 12 juin 2027 à 10:30 (prévoyez environ 45 minutes sur place)");
  for (const { text, html } of mails) {
    expect(text).toContain("Chalet du col, parking haut");
    expect(text).toContain("+33 4 79 00 00 00");
    expect(text).toContain("météo");
    expect(`${text} ${html}`).not.toMatch(/€|token=|Lefèvre/);
  }
});

test("a gift card goes to its recipient with code, worth, end, and the giver's words", async () => {
  const order = await givenMixedOrder();
  const { giftCard } = lineOf(order, 2);

  const { mail, text } = await sent({ kind: "GIFT_CARD", orderId: order.id, subjectId: giftCard?.id ?? "" });

  expect(mail).toMatchObject({
    recipients: ["paul@example.org"],
    subject: "Marie Lefèvre vous offre un bon cadeau – École du Grand Large",
  });
  expect(text).toContain(giftCard?.code);
  expect(text).toContain("80,00 €");
  expect(text).toContain("Valable jusqu’au 1er décembre 2027");
  expect(text).toContain("Bon vol ! Marie");
  expect(text).not.toContain(order.number);
});

test("without the recipient's address, the customer gets the gift card to hand on", async () => {
  const spec = { kind: "ACTIVITY", activity: "BAPTEME", category: "ENFANT", video: false } as const;
  const order = await givenPaidOrder({
    lines: [{ giftCard: { giftCard: spec, recipient: { name: "Tom" } }, priceCents: 9_000 }],
  });

  const { mail, text } = await sent({
    kind: "GIFT_CARD",
    orderId: order.id,
    subjectId: lineOf(order, 0).giftCard?.id ?? "",
    locale: "en",
  });

  expect(mail).toMatchObject({
    recipients: ["marie.lefevre@example.org"],
    subject: `Your gift card for Tom – order ${order.number}`,
  });
  expect(text).toContain("Child’s tandem flight");
  expect(text).toContain("https://shop.example.fr/en/baptemes");
  expect(text).not.toContain("€");
});

test("a gift card that was used up before its day is not sent any more", async () => {
  const order = await givenMixedOrder();
  const id = lineOf(order, 2).giftCard?.id ?? "";
  await db().insert(giftCardEntries).values({ giftCardId: id, kind: "ADJUST", amountCents: -8_000, createdAt: now() });

  const { mail, row } = await sent({ kind: "GIFT_CARD", orderId: order.id, subjectId: id });

  expect(mail).toBeUndefined();
  expect(row).toMatchObject({ status: "DEAD", lastError: "superseded" });
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
  expect(text).toContain("Remboursé : 100,00 €");
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

test("who was erased gets nothing, and nothing is wrong", async () => {
  const order = await givenMixedOrder();
  const card = lineOf(order, 2).giftCard?.id ?? "";
  await db().update(orders).set({ customer: null }).where(eq(orders.id, order.id));
  await db().update(orderLines).set({ participant: null }).where(eq(orderLines.orderId, order.id));
  await db().update(giftCards).set({ recipient: null }).where(eq(giftCards.id, card));
  await db().delete(alerts);

  const rows = [
    await sent({ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id }),
    await sent({ kind: "PARTICIPANT_INFO", orderId: order.id, subjectId: lineOf(order, 0).bookingId ?? "" }),
    await sent({ kind: "GIFT_CARD", orderId: order.id, subjectId: card }),
  ].map(({ row }) => row);

  expect(rows).toMatchObject(Array.from({ length: 3 }, () => ({ status: "DEAD", lastError: "erased" })));
  expect(server.mails).toHaveLength(0);
  expect(await db().select().from(alerts)).toEqual([]);
  expect(await db().select().from(worklistEntries)).toEqual([]);
});

test("an erased giver stays unnamed, the gift card arrives all the same", async () => {
  const order = await givenMixedOrder();
  await db().update(orders).set({ customer: null }).where(eq(orders.id, order.id));

  const { mail, text } = await sent({
    kind: "GIFT_CARD",
    orderId: order.id,
    subjectId: lineOf(order, 2).giftCard?.id ?? "",
  });

  expect(mail?.subject).toBe("Un bon cadeau pour vous – École du Grand Large");
  expect(`${text} ${mail?.subject}`).not.toContain("Lefèvre");
});

test("a cancelled booking's participant is not told to come", async () => {
  const order = await givenMixedOrder();
  const bookingId = lineOf(order, 0).bookingId ?? "";
  await db().update(bookings).set({ cancelledAt: now(), holdId: null }).where(eq(bookings.id, bookingId));

  expect((await sent({ kind: "PARTICIPANT_INFO", orderId: order.id, subjectId: bookingId })).row).toMatchObject({
    status: "DEAD",
    lastError: "superseded",
  });
});

test("before the school has a row, e-mails go out under the product's name", async () => {
  await db().delete(schools);
  const order = await givenPaidOrder({ lines: [{ stageId: (await givenStage()).id }] });

  const { mail } = await sent({ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id });

  expect(mail?.from?.value).toEqual([{ name: "Envol", address: "no-reply@shop.example.fr" }]);
  expect(mail?.replyTo).toBeUndefined();
});

test("neither logs, nor the outbox, nor alerts, nor the worklist hold anything personal", async () => {
  const lines: string[] = [];
  // The stream below the real logger, so that its own redaction is what is tested.
  const stream: { write: (line: string) => void } = Reflect.get(log, pino.symbols.streamSym);
  const spy = vi.spyOn(stream, "write").mockImplementation((line) => void lines.push(line));
  const { level } = log;
  log.level = "trace";
  const order = await givenMixedOrder();
  await sent({ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id });
  refuses = true;
  await sent({ kind: "PARTICIPANT_INFO", orderId: order.id, subjectId: lineOf(order, 0).bookingId ?? "" });
  // There is no such refund: it cannot be made.
  await sent({ kind: "REFUND", orderId: order.id, subjectId: order.id });
  log.level = level;
  spy.mockRestore();

  const told = [
    ...lines,
    JSON.stringify(await db().select().from(emails)),
    JSON.stringify(await db().select().from(alerts)),
    JSON.stringify(await db().select().from(worklistEntries)),
  ].join("\n");

  expect(lines.length).toBeGreaterThan(2);
  expect(told).toContain(order.id);
  expect(told).not.toMatch(/@(?!\/)[a-z-]+\.|marie|lefèvre|léa|petit|famille|paul\b|\+33|token=/i);
});
