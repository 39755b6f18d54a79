import { spawn } from "node:child_process";
import { once } from "node:events";
import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { emails } from "@/db/schema/operations";
import { transaction } from "@/db/transaction";
import { addMs, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics";
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
import { queueEmails } from "./queue-emails";
import { LEASE_SECONDS } from "./rules";

beginEachTestWithAnEmptyOutbox();

async function count(outcome: string): Promise<number> {
  const { values } = await metrics().emails.get();
  return values.find((one) => one.labels["outcome"] === outcome)?.value ?? 0;
}

test("a queued e-mail is sent once, however often the job runs and the e-mail is asked for [E5]", async () => {
  const { mails } = await mailServerIs();
  const order = await givenConfirmation();
  await queueConfirmation(order);

  expect(await sendDueEmails()).toBe(1);
  expect(await sendDueEmails()).toBe(0);

  expect(mails).toHaveLength(1);
  const row = await emailRowOf(order);
  expect(row).toMatchObject({ status: "SENT", attempts: 1, sentAt: START, lastError: null });
  expect(mails[0]).toMatchObject({
    messageId: `<${row?.id}@shop.example.fr>`,
    subject: expect.stringContaining(order.number),
  });
});

test("an e-mail of a transaction that rolls back is never sent [E4] [E6]", async () => {
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

test("two workers at once send each e-mail once [C13]", async () => {
  const { mails } = await mailServerIs();
  const stage = await givenStage({ places: 30 });
  for (let made = 0; made < 30; made += 1)
    await queueConfirmation(await givenPaidOrder({ lines: [{ stageId: stage.id }] }));

  const handled = await Promise.all([sendDueEmails(), sendDueEmails(), sendDueEmails()]);

  expect(handled.reduce((total, one) => total + one, 0)).toBe(30);
  expect(mails).toHaveLength(30);
  expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(30);
});

test("an e-mail whose row somebody holds keeps no other waiting", async () => {
  const { mails } = await mailServerIs();
  const held = await givenConfirmation();
  setClock(inSeconds(1));
  const other = await givenConfirmation();

  await transaction(async (tx) => {
    await tx.select().from(emails).where(eq(emails.orderId, held.id)).for("update");
    expect(await sendDueEmails()).toBe(1);
  });

  expect(mails).toHaveLength(1);
  expect(await emailRowOf(other)).toMatchObject({ status: "SENT" });
  expect(await emailRowOf(held)).toMatchObject({ status: "WAITING", attempts: 0 });
});

test("a worker killed after the server accepted: another sends again within a minute, with the same Message-ID [K7] [E3] [K12]", async () => {
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
  const left = await emailRowOf(order);
  expect(left).toMatchObject({ status: "WAITING", attempts: 1 });
  kill = undefined;

  expect(await sendDueEmails()).toBe(0);
  setClock(addMs(now(), 60_000));
  expect(await sendDueEmails()).toBe(1);

  expect(mails).toHaveLength(2);
  expect(mails[1]?.messageId).toBe(mails[0]?.messageId);
  expect(await emailRowOf(order)).toMatchObject({ status: "SENT", attempts: 2 });
});

test("a worker that comes back after its lease overwrites nothing [C13]", async () => {
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
  const claimedSince = await emailRowOf(order);
  const staleBefore = await count("stale");
  answers[0]?.();
  await slow;

  expect(claimedSince).toMatchObject({
    status: "WAITING",
    attempts: 2,
    notBefore: inSeconds(LEASE_SECONDS + 20),
    lastError: "EMESSAGE 451 4.3.0 DATA",
  });
  expect(await emailRowOf(order)).toEqual(claimedSince);
  expect(await count("stale")).toBe(staleBefore + 1);
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

  expect(await emailRowOf(order)).toMatchObject({ status: "WAITING", attempts: 0 });
  expect(warn.mock.calls.filter((call) => String(call[0]).includes("SMTP_URL"))).toHaveLength(1);
  warn.mockRestore();
});
