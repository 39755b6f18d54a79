import { eq } from "drizzle-orm";
import pino from "pino";
import { beforeEach, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { bookings } from "@/db/schema/bookings";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { giftCards } from "@/db/schema/gift-cards";
import { alerts, emails, worklistEntries } from "@/db/schema/operations";
import { orderLines, orders } from "@/db/schema/orders";
import { now } from "@/lib/clock";
import { log } from "@/lib/log";
import { MailRefusal, type MailServer } from "../../../../tests/support/mail-server";
import {
  beginEachTestWithAnEmptyOutbox,
  givenMixedOrder,
  lineOf,
  mailServerIs,
  sent,
} from "../../../../tests/support/outbox";

beginEachTestWithAnEmptyOutbox();

let server: MailServer;
let refuses = false;

beforeEach(async () => {
  refuses = false;
  server = await mailServerIs({
    onRecipient: (address) => {
      if (refuses) throw new MailRefusal(`550 5.1.1 <${address}> unknown`);
    },
  });
});

test("a gift card that was used up before its day is not sent any more", async () => {
  const order = await givenMixedOrder();
  const id = lineOf(order, 2).giftCard?.id ?? "";
  await db().insert(giftCardEntries).values({ giftCardId: id, kind: "ADJUST", amountCents: -8_000, createdAt: now() });

  const { mail, row } = await sent({ kind: "GIFT_CARD", orderId: order.id, subjectId: id });

  expect(mail).toBeUndefined();
  expect(row).toMatchObject({ status: "DEAD", lastError: "superseded" });
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

test("neither logs, nor the outbox, nor alerts, nor the worklist hold anything personal [M15] [E10]", async () => {
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
