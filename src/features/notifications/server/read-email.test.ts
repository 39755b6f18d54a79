import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { schools } from "@/db/schema/catalogue";
import { givenStage } from "../../../../tests/support/given";
import { givenPaidOrder } from "../../../../tests/support/given-paid-order";
import {
  beginEachTestWithAnEmptyOutbox,
  givenMixedOrder,
  lineOf,
  mailServerIs,
  sent,
} from "../../../../tests/support/outbox";

beginEachTestWithAnEmptyOutbox();

beforeEach(async () => {
  await mailServerIs();
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

test("before the school has a row, e-mails go out under the product's name", async () => {
  await db().delete(schools);
  const order = await givenPaidOrder({ lines: [{ stageId: (await givenStage()).id }] });

  const { mail } = await sent({ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id });

  expect(mail?.from?.value).toEqual([{ name: "Envol", address: "no-reply@shop.example.fr" }]);
  expect(mail?.replyTo).toBeUndefined();
});
