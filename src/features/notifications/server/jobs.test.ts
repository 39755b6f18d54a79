import { spawn } from "node:child_process";
import { once } from "node:events";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { alerts, emails, worklistEntries } from "@/db/schema/operations";
import { transaction } from "@/db/transaction";
import { addMs, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics";
import { givenStage } from "../../../../tests/support/given";
import { givenPaidOrder, givenSchool, type PaidOrder } from "../../../../tests/support/given-paid-order";
import { MailRefusal, type MailServer, startMailServer } from "../../../../tests/support/mail-server";
import { sendDueEmails } from "./jobs";
import { queueEmails } from "./queue-emails";
import { LEASE_SECONDS, MOST_ATTEMPTS, MOST_ATTEMPTS_AT_MAKING } from "./rules";
import { closeMailServer } from "./smtp";

const START = new Date("2026-12-01T10:00:00Z");
let server: MailServer | undefined;

beforeEach(async () => {
  setClock(START);
  await db().delete(worklistEntries);
  await db().delete(alerts);
  await db().delete(emails);
  await givenSchool();
});

afterEach(async () => {
  closeMailServer();
  await server?.close();
  server = undefined;
  setConfig();
  setClock();
});

async function mailServerIs(behaviour: Parameters<typeof startMailServer>[0] = {}, port?: number): Promise<MailServer> {
  server = await startMailServer(behaviour, port);
  setConfig({ SMTP_URL: server.url, PUBLIC_URL: "https://shop.example.fr" });
  return server;
}

const inSeconds = (seconds: number): Date => addMs(START, seconds * 1_000);

async function givenConfirmation(notBefore = now()): Promise<PaidOrder> {
  const stage = await givenStage();
  const order = await givenPaidOrder({ lines: [{ stageId: stage.id }] });
  await queue(order, notBefore);
  return order;
}

const queue = (order: PaidOrder, notBefore = now()) =>
  transaction((tx) =>
    queueEmails(tx, [{ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id, locale: "fr", notBefore }], now()),
  );

async function rowOf(order: PaidOrder) {
  const rows = await db().select().from(emails).where(eq(emails.orderId, order.id));
  expect(rows).toHaveLength(1);
  return rows[0];
}

async function count(outcome: string): Promise<number> {
  const { values } = await metrics().emails.get();
  return values.find((one) => one.labels["outcome"] === outcome)?.value ?? 0;
}

test("a queued e-mail is sent once, however often the job runs and the e-mail is asked for", async () => {
  const { mails } = await mailServerIs();
  const order = await givenConfirmation();
  await queue(order);

  expect(await sendDueEmails()).toBe(1);
  expect(await sendDueEmails()).toBe(0);

  expect(mails).toHaveLength(1);
  const row = await rowOf(order);
  expect(row).toMatchObject({ status: "SENT", attempts: 1, sentAt: START, lastError: null });
  expect(mails[0]).toMatchObject({
    messageId: `<${row?.id}@shop.example.fr>`,
    subject: expect.stringContaining(order.number),
  });
});

test("an e-mail of a transaction that rolls back is never sent", async () => {
  const { mails } = await mailServerIs();
  const order = await givenPaidOrder({ lines: [{ stageId: (await givenStage()).id }] });
  await transaction(async (tx) => {
    await queueEmails(
      tx,
      [{ kind: "CONFIRMATION", orderId: order.id, subjectId: order.id, locale: "fr", notBefore: now() }],
      now(),
    );
    expect(await sendDueEmails()).toBe(0);
    throw new Error("the order could not be paid");
  }).catch(() => {});

  expect(await sendDueEmails()).toBe(0);

  expect(mails).toHaveLength(0);
});

test("two workers at once send each e-mail once", async () => {
  const { mails } = await mailServerIs();
  const stage = await givenStage({ places: 30 });
  for (let made = 0; made < 30; made += 1) await queue(await givenPaidOrder({ lines: [{ stageId: stage.id }] }));

  const handled = await Promise.all([sendDueEmails(), sendDueEmails(), sendDueEmails()]);

  expect(handled.reduce((total, one) => total + one, 0)).toBe(30);
  expect(mails).toHaveLength(30);
  expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(30);
});

test("a worker killed after the server accepted: another sends again within a minute, with the same Message-ID", async () => {
  // The other worker is a process of its own and lives in real time.
  setClock();
  let kill: (() => void) | undefined;
  const { mails, url } = await mailServerIs({ onMail: () => kill?.() });
  const order = await givenConfirmation();
  const worker = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "--eval",
      "import('./src/features/notifications/server/jobs.ts').then((jobs) => jobs.sendDueEmails())",
    ],
    {
      env: { ...process.env, SMTP_URL: url, PUBLIC_URL: "https://shop.example.fr", NODE_ENV: "test" },
      stdio: "ignore",
    },
  );
  kill = () => worker.kill("SIGKILL");
  await once(worker, "exit");
  expect(mails).toHaveLength(1);
  const left = await rowOf(order);
  expect(left).toMatchObject({ status: "WAITING", attempts: 1 });
  kill = undefined;

  expect(await sendDueEmails()).toBe(0);
  setClock(addMs(now(), 60_000));
  expect(await sendDueEmails()).toBe(1);

  expect(mails).toHaveLength(2);
  expect(mails[1]?.messageId).toBe(mails[0]?.messageId);
  expect(await rowOf(order)).toMatchObject({ status: "SENT", attempts: 2 });
});

test("a worker that comes back after its lease overwrites nothing", async () => {
  const answers: (() => void)[] = [];
  await mailServerIs({
    onMail: () =>
      // The first sending hangs until it is released; the second is deferred.
      answers.length === 0
        ? new Promise<void>((resolve) => answers.push(resolve))
        : Promise.reject(new MailRefusal("451 4.3.0 Later")),
  });
  const order = await givenConfirmation();
  const slow = sendDueEmails();
  await vi.waitFor(() => expect(answers).toHaveLength(1));

  setClock(inSeconds(LEASE_SECONDS));
  await sendDueEmails();
  const claimedSince = await rowOf(order);
  const staleBefore = await count("stale");
  answers[0]?.();
  await slow;

  expect(claimedSince).toMatchObject({
    status: "WAITING",
    attempts: 2,
    notBefore: inSeconds(LEASE_SECONDS + 20),
    lastError: "EMESSAGE 451 4.3.0 DATA",
  });
  expect(await rowOf(order)).toEqual(claimedSince);
  expect(await count("stale")).toBe(staleBefore + 1);
});

test("a mail server that is away: the e-mail waits, longer each time, and goes out when it is back", async () => {
  const { port, close } = await mailServerIs();
  await close();
  const order = await givenConfirmation();

  expect(await sendDueEmails()).toBe(0);
  expect(await rowOf(order)).toMatchObject({ status: "WAITING", attempts: 1, notBefore: inSeconds(10) });
  setClock(inSeconds(10));
  await sendDueEmails();
  expect(await rowOf(order)).toMatchObject({ status: "WAITING", attempts: 2, notBefore: inSeconds(30) });
  const { mails } = await mailServerIs({}, port);
  setClock(inSeconds(29));
  await sendDueEmails();
  expect(mails).toHaveLength(0);
  setClock(inSeconds(30));
  await sendDueEmails();

  expect(mails).toHaveLength(1);
  expect(await rowOf(order)).toMatchObject({ status: "SENT", attempts: 3, lastError: null });
  expect(await db().select().from(alerts)).toEqual([]);
});

test("while the mail server is away, one turn of the job uses up an attempt of few e-mails, not of all", async () => {
  const { close } = await mailServerIs();
  await close();
  const stage = await givenStage({ places: 30 });
  for (let made = 0; made < 20; made += 1) await queue(await givenPaidOrder({ lines: [{ stageId: stage.id }] }));

  await sendDueEmails();

  const tried = await db().select().from(emails).where(eq(emails.attempts, 1));
  expect(tried.length).toBeGreaterThan(0);
  expect(tried.length).toBeLessThan(8);
});

test("a mail server that stays away alerts, and after two days the e-mail is dead and before the staff", async () => {
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

  const row = await rowOf(order);
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

  expect(await rowOf(order)).toMatchObject({ status: "DEAD", lastError: "too many attempts" });
});

test("a hard bounce is not tried again: it is before the staff once, without the address, and the queue goes on", async () => {
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
  await queue(bounced);
  const other = await givenConfirmation(inSeconds(1));

  await sendDueEmails();
  setClock(inSeconds(100_000));
  await sendDueEmails();

  const row = await rowOf(bounced);
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
  expect(await rowOf(other)).toMatchObject({ status: "SENT" });
});

test("an address that is none bounces without asking the mail server", async () => {
  const { mails } = await mailServerIs();
  const order = await givenPaidOrder({
    lines: [{ stageId: (await givenStage()).id }],
    customer: { email: "marie@example.org, all@example.org" },
  });
  await queue(order);

  await sendDueEmails();

  expect(mails).toHaveLength(0);
  expect(await rowOf(order)).toMatchObject({ status: "DEAD", lastError: "ADDRESS" });
});

test("an e-mail that cannot be made stops nobody else's, alerts at once, and is given up after some hours", async () => {
  const { mails } = await mailServerIs();
  const broken = await givenConfirmation();
  // The refund that it should tell of is not there.
  await db().update(emails).set({ kind: "REFUND" }).where(eq(emails.orderId, broken.id));
  const other = await givenConfirmation(inSeconds(0));

  await sendDueEmails();

  expect(await rowOf(other)).toMatchObject({ status: "SENT" });
  expect(await rowOf(broken)).toMatchObject({
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

  expect(await rowOf(broken)).toMatchObject({ status: "DEAD", attempts: MOST_ATTEMPTS_AT_MAKING });
  expect(await db().select().from(worklistEntries)).toMatchObject([
    { kind: "MAIL_FAILED", orderId: broken.id, details: { cause: "template" } },
  ]);
  expect(mails).toHaveLength(1);
});

test("an e-mail leaves on its day, not before", async () => {
  const { mails } = await mailServerIs();
  await givenConfirmation(inSeconds(3_600));

  setClock(inSeconds(3_599));
  await sendDueEmails();
  expect(mails).toHaveLength(0);
  setClock(inSeconds(3_600));
  await sendDueEmails();

  expect(mails).toHaveLength(1);
});

test("without a mail server e-mails wait and one warning says so", async () => {
  setConfig({ SMTP_URL: undefined });
  const warn = vi.spyOn(log, "warn");
  const order = await givenConfirmation();

  expect(await sendDueEmails()).toBe(0);
  expect(await sendDueEmails()).toBe(0);

  expect(await rowOf(order)).toMatchObject({ status: "WAITING", attempts: 0 });
  expect(warn.mock.calls.filter((call) => String(call[0]).includes("SMTP_URL"))).toHaveLength(1);
  warn.mockRestore();
});
