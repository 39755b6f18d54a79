import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { alerts, emails, worklistEntries } from "@/db/schema/operations";
import { setClock } from "@/lib/clock";
import { givenStage } from "../../../../tests/support/given";
import { givenPaidOrder } from "../../../../tests/support/given-paid-order";
import { MailRefusal } from "../../../../tests/support/mail-server";
import {
  beginEachTestWithAnEmptyOutbox,
  emailRowOf,
  givenConfirmation,
  inSeconds,
  mailServerIs,
  queueConfirmation,
  START,
} from "../../../../tests/support/outbox";
import { sendDueEmails } from "./jobs";
import { MOST_ATTEMPTS, MOST_ATTEMPTS_AT_MAKING } from "./rules";

beginEachTestWithAnEmptyOutbox();

test("a mail server that is away: the e-mail waits, longer each time, and goes out when it is back [E1]", async () => {
  const { port, close } = await mailServerIs();
  await close();
  const order = await givenConfirmation();

  expect(await sendDueEmails()).toBe(0);
  expect(await emailRowOf(order)).toMatchObject({ status: "WAITING", attempts: 1, notBefore: inSeconds(10) });
  setClock(inSeconds(10));
  await sendDueEmails();
  expect(await emailRowOf(order)).toMatchObject({ status: "WAITING", attempts: 2, notBefore: inSeconds(30) });
  const { mails } = await mailServerIs({}, port);
  setClock(inSeconds(29));
  await sendDueEmails();
  expect(mails).toHaveLength(0);
  setClock(inSeconds(30));
  await sendDueEmails();

  expect(mails).toHaveLength(1);
  expect(await emailRowOf(order)).toMatchObject({ status: "SENT", attempts: 3, lastError: null });
  expect(await db().select().from(alerts)).toEqual([]);
});

test("while the mail server is away, one turn of the job uses up an attempt of few e-mails, not of all [D11]", async () => {
  const { close } = await mailServerIs();
  await close();
  const stage = await givenStage({ places: 30 });
  for (let made = 0; made < 20; made += 1)
    await queueConfirmation(await givenPaidOrder({ lines: [{ stageId: stage.id }] }));

  await sendDueEmails();

  const tried = await db().select().from(emails).where(eq(emails.attempts, 1));
  expect(tried.length).toBeGreaterThan(0);
  expect(tried.length).toBeLessThan(8);
});

test("a mail server that stays away alerts, and after two days the e-mail is dead and before the staff [E7]", async () => {
  const { close } = await mailServerIs();
  await close();
  const order = await givenConfirmation();
  await db().update(emails).set({ attempts: 4 });

  await sendDueEmails();
  expect(await db().select().from(alerts)).toMatchObject([{ kind: "mail_unreachable", details: { attempts: 5 } }]);
  await db()
    .update(emails)
    .set({ attempts: MOST_ATTEMPTS - 1, notBefore: START });
  await sendDueEmails();

  const row = await emailRowOf(order);
  expect(row).toMatchObject({ status: "DEAD", attempts: MOST_ATTEMPTS });
  expect(await db().select().from(worklistEntries)).toMatchObject([
    {
      kind: "MAIL_FAILED",
      orderId: order.id,
      details: { emailId: row?.id, emailKind: "CONFIRMATION", cause: "unreachable" },
    },
  ]);
  expect(await sendDueEmails()).toBe(0);
});

test("an e-mail over which every worker dies is given up in the end", async () => {
  await mailServerIs();
  const order = await givenConfirmation();
  await db().update(emails).set({ attempts: MOST_ATTEMPTS });

  await sendDueEmails();

  expect(await emailRowOf(order)).toMatchObject({ status: "DEAD", lastError: "too many attempts" });
});

test("a hard bounce is not tried again: it is before the staff once, without the address, and the queue goes on [E2]", async () => {
  const { mails } = await mailServerIs({
    onRecipient: (address) => {
      if (address.startsWith("gone")) throw new MailRefusal(`550 5.1.1 <${address}>: no such user`);
    },
  });
  const stage = await givenStage();
  const bounced = await givenPaidOrder({
    lines: [{ stageId: stage.id }],
    customer: { email: "gone.away@example.org" },
  });
  await queueConfirmation(bounced);
  const other = await givenConfirmation(inSeconds(1));

  await sendDueEmails();
  setClock(inSeconds(100_000));
  await sendDueEmails();

  const row = await emailRowOf(bounced);
  expect(row).toMatchObject({ status: "DEAD", attempts: 1, lastError: "EENVELOPE 550 5.1.1 RCPT TO" });
  const entries = await db().select().from(worklistEntries);
  expect(entries).toMatchObject([
    {
      kind: "MAIL_FAILED",
      dedupeKey: `mail-failed:${row?.id}`,
      orderId: bounced.id,
      details: { cause: "bounced", error: "EENVELOPE 550 5.1.1 RCPT TO" },
    },
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/gone|@|Lefèvre/);
  expect(mails).toHaveLength(1);
  expect(await emailRowOf(other)).toMatchObject({ status: "SENT" });
});

test("an address that is none bounces without asking the mail server [E2]", async () => {
  const { mails } = await mailServerIs();
  const order = await givenPaidOrder({
    lines: [{ stageId: (await givenStage()).id }],
    customer: { email: "marie@example.org, all@example.org" },
  });
  await queueConfirmation(order);

  await sendDueEmails();

  expect(mails).toHaveLength(0);
  expect(await emailRowOf(order)).toMatchObject({ status: "DEAD", lastError: "ADDRESS" });
});

test("an e-mail that cannot be made stops nobody else's, alerts at once, and is given up after some hours [E8]", async () => {
  const { mails } = await mailServerIs();
  const broken = await givenConfirmation();
  // The refund that it should tell of is not there.
  await db().update(emails).set({ kind: "REFUND" }).where(eq(emails.orderId, broken.id));
  const other = await givenConfirmation(inSeconds(0));

  await sendDueEmails();

  expect(await emailRowOf(other)).toMatchObject({ status: "SENT" });
  expect(await emailRowOf(broken)).toMatchObject({
    status: "WAITING",
    attempts: 1,
    notBefore: inSeconds(10),
    lastError: "template Error",
  });
  expect(await db().select().from(alerts)).toMatchObject([
    { kind: "mail_template_error", dedupeKey: "mail_template_error:REFUND" },
  ]);

  await db()
    .update(emails)
    .set({ attempts: MOST_ATTEMPTS_AT_MAKING - 1, notBefore: START })
    .where(eq(emails.orderId, broken.id));
  await sendDueEmails();

  expect(await emailRowOf(broken)).toMatchObject({ status: "DEAD", attempts: MOST_ATTEMPTS_AT_MAKING });
  expect(await db().select().from(worklistEntries)).toMatchObject([
    { kind: "MAIL_FAILED", orderId: broken.id, details: { cause: "template" } },
  ]);
  expect(mails).toHaveLength(1);
});
