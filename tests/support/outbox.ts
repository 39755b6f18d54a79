import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect } from "vitest";
import { db } from "@/db/client";
import { alerts, emails, worklistEntries } from "@/db/schema/operations";
import type { Locale } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";
import { sendDueEmails } from "@/features/notifications/server/jobs";
import { type EmailToQueue, queueEmails } from "@/features/notifications/server/queue-emails";
import { closeMailServer } from "@/features/notifications/server/smtp";
import { addMs, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { givenBapteme, givenGiftCard, givenStage } from "./given";
import { givenPaidOrder, givenSchool, type PaidOrder } from "./given-paid-order";
import { type MailServer, startMailServer } from "./mail-server";

/** When each test begins: the clock stands still until the test moves it. */
export const START = new Date("2026-12-01T10:00:00Z");
export const inSeconds = (seconds: number): Date => addMs(START, seconds * 1_000);

let server: MailServer | undefined;

/** For the top of a test file about e-mails: an empty outbox, a school, and no mail server until a test says which. */
export function beginEachTestWithAnEmptyOutbox(): void {
  beforeEach(async () => {
    setClock(START);
    for (const table of [worklistEntries, alerts, emails]) await db().delete(table);
    await givenSchool();
  });
  afterEach(async () => {
    closeMailServer();
    await server?.close();
    server = undefined;
    setConfig();
    setClock();
  });
}

export async function mailServerIs(
  behaviour: Parameters<typeof startMailServer>[0] = {},
  port?: number,
): Promise<MailServer> {
  server = await startMailServer(behaviour, port);
  setConfig({ SMTP_URL: server.url, PUBLIC_URL: "https://shop.example.fr/" });
  return server;
}

export const queueConfirmation = (order: PaidOrder, notBefore = now()): Promise<void> =>
  transaction((tx) =>
    queueEmails(tx, [{ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id, locale: "fr", notBefore }], now()),
  );

/** An order whose only e-mail is its confirmation. */
export async function givenConfirmation(notBefore = now()): Promise<PaidOrder> {
  const stage = await givenStage();
  const order = await givenPaidOrder({ lines: [{ stageId: stage.id }] });
  await queueConfirmation(order, notBefore);
  return order;
}

export async function emailRowOf(order: { id: string }) {
  const rows = await db().select().from(emails).where(eq(emails.orderId, order.id));
  expect(rows).toHaveLength(1);
  return rows[0];
}

/** The e-mail is queued, due, and the worker takes it: what arrives, if anything, and what is left of the row. */
export async function sent(email: Omit<EmailToQueue, "notBefore" | "locale"> & { locale?: Locale }) {
  const before = server?.mails.length ?? 0;
  await transaction((tx) => queueEmails(tx, [{ locale: "fr", notBefore: now(), ...email }], now()));
  await sendDueEmails();
  const [row] = await db().select().from(emails).where(eq(emails.subjectId, email.subjectId));
  const mail = server?.mails[before];
  // Spaces of every width alike: French puts narrow ones before its signs, Intl others into amounts.
  return { row, mail, text: mail?.text?.replace(/\s+/g, " ") ?? "", html: mail?.html || "" };
}

/** A stage, a baptême with video and a gift card; another gift card of 200 € has paid for part of the stage. */
export async function givenMixedOrder(locale: Locale = "fr"): Promise<PaidOrder & { paidByCode: string }> {
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
          giftCard: { kind: "AMOUNT", amountCents: 8_000 },
          recipient: { name: "Paul", email: "paul@example.org", message: "Bon vol !\nMarie" },
        },
        priceCents: 8_000,
      },
    ],
    paidByCard: { id: card.id, amountCents: 20_000 },
  });
  return { ...order, paidByCode: card.code };
}

export function lineOf(order: PaidOrder, position: number): PaidOrder["lines"][number] {
  const line = order.lines[position];
  if (line === undefined) throw new Error("the order has no such line");
  return line;
}
