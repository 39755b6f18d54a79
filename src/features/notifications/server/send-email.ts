import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { isDatabaseUnavailable, transaction } from "@/db/transaction";
import { addToWorklist } from "@/features/staff/server/worklist";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { now } from "@/lib/clock";
import { crashPoint } from "@/lib/crash-point";
import { Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import { countEmail } from "@/lib/metrics";
import { email as emailAddress } from "@/lib/validate";
import { claimDueEmail, type ClaimedEmail, markDead, markSent, postpone } from "./queries";
import { type EmailToSend, readEmail } from "./read-email";
import type { NothingToSend } from "./reading";
import type { RenderedEmail } from "./render-email";
import { decideAfterFailure, LEASE_SECONDS, type MailFailure, MOST_ATTEMPTS } from "./rules";
import { type Mailer, mailFailure } from "./smtp";

export type Outcome = "none-due" | "handled" | "unreachable";

/**
 * Sends the e-mail that has been due longest: claim and commit, then read, render and send outside any transaction, then
 * record. A worker that dies on the way leaves a row that another takes when the lease has passed; if the server had accepted
 * the first copy, the second carries the same Message-ID.
 */
export async function sendNextEmail(mailer: Mailer): Promise<Outcome> {
  const email = await transaction((tx) => claimDueEmail(tx, now(), LEASE_SECONDS));
  if (email === undefined) return "none-due";
  // Only workers that died over it can have brought it here.
  if (email.attempts > MOST_ATTEMPTS) return giveUp(email, "too many attempts");

  const made = await make(email);
  switch (made.kind) {
    case "nothing":
      return close(email, made.reason);
    case "failed":
      return recordFailure(email, made.failure);
    case "made":
      break;
    default:
      return made satisfies never;
  }

  // Refused here, before a mail server turns it into something else (E2).
  if (!emailAddress.safeParse(made.to.address).success)
    return recordFailure(email, { cause: "bounced", code: "ADDRESS" });
  try {
    await mailer.send({
      ...made.rendered,
      id: email.id,
      locale: email.locale,
      to: made.to,
      school: made.school,
      date: now(),
    });
  } catch (error) {
    return recordFailure(email, mailFailure(error));
  }
  await crashPoint("mail-accepted-before-record");
  return recordSent(email);
}

/**
 * Loading the templates takes most of a second: only a process that sends e-mails pays for it. And once: to find a module anew for
 * each e-mail would take as long as to render it.
 */
let renderer: Promise<typeof import("./render-email")> | undefined;

type Made =
  | NothingToSend
  | { kind: "failed"; failure: MailFailure }
  | (Omit<EmailToSend, "kind" | "facts"> & { kind: "made"; rendered: RenderedEmail });

/** An error here concerns this e-mail alone: its data, or its template. The queue goes on (E8). */
async function make(email: ClaimedEmail): Promise<Made> {
  try {
    const found = await transaction(async (tx) => {
      // One snapshot: an order that is being paid or refunded meanwhile is told as before or as after, never as a mixture.
      await tx.execute(sql`set transaction isolation level repeatable read, read only`);
      return readEmail(tx, email);
    });
    if (found.kind === "nothing") return found;
    renderer ??= import("./render-email");
    const { renderEmail } = await renderer;
    return { kind: "made", to: found.to, school: found.school, rendered: await renderEmail(found.facts) };
  } catch (error) {
    if (error instanceof Refusal || isDatabaseUnavailable(error)) throw error;
    log.error({ emailId: email.id, emailKind: email.kind, error }, "an e-mail could not be made");
    return {
      kind: "failed",
      failure: { cause: "template", code: `template ${error instanceof Error ? error.name : "error"}` },
    };
  }
}

async function recordSent(email: ClaimedEmail): Promise<Outcome> {
  if (await markSent(db(), email, now())) {
    countEmail("sent");
    log.info(
      { emailId: email.id, emailKind: email.kind, orderId: email.orderId, attempt: email.attempts },
      "e-mail sent",
    );
  } else {
    stale(email);
  }
  return "handled";
}

async function close(email: ClaimedEmail, reason: NothingToSend["reason"]): Promise<Outcome> {
  if (await markDead(db(), email, reason)) countEmail(reason);
  else stale(email);
  return "handled";
}

async function recordFailure(email: ClaimedEmail, failure: MailFailure): Promise<Outcome> {
  const { retryAt, alert } = decideAfterFailure(failure, email.attempts, now());
  if (alert !== null) {
    const details = { emailId: email.id, emailKind: email.kind, attempts: email.attempts, error: failure.code };
    // A template that breaks breaks for its kind; a mail server, for all.
    await raiseAlert(
      db(),
      { kind: alert, dedupeKey: alert === "mail_template_error" ? `${alert}:${email.kind}` : alert, details },
      now(),
    );
  }
  if (retryAt === null) return giveUp(email, failure.code, failure.cause);

  if (await postpone(db(), email, retryAt, failure.code)) {
    countEmail(failure.cause === "template" ? "failed" : "postponed");
    log.warn(
      {
        emailId: email.id,
        emailKind: email.kind,
        attempt: email.attempts,
        cause: failure.cause,
        code: failure.code,
        retryAt,
      },
      "an e-mail waits for its next attempt",
    );
  } else {
    stale(email);
  }
  return failure.cause === "unreachable" ? "unreachable" : "handled";
}

/** Dead, and before the staff: the customer waits for something that no further attempt will bring. */
async function giveUp(
  email: ClaimedEmail,
  code: string,
  cause: MailFailure["cause"] = "unreachable",
): Promise<Outcome> {
  const recorded = await transaction(async (tx) => {
    if (!(await markDead(tx, email, code))) return false;
    // Ids and codes only: the address is found through the order, by those who may see it.
    const details = { emailId: email.id, emailKind: email.kind, subjectId: email.subjectId, cause, error: code };
    await addToWorklist(
      tx,
      { kind: "MAIL_FAILED", dedupeKey: `mail-failed:${email.id}`, orderId: email.orderId, details },
      now(),
    );
    return true;
  });
  if (recorded) {
    countEmail(cause === "bounced" ? "bounced" : "dead");
    log.warn(
      { emailId: email.id, emailKind: email.kind, attempts: email.attempts, cause, code },
      "an e-mail is given up",
    );
  } else {
    stale(email);
  }
  return "handled";
}

/** Our lease passed before we were done: whoever claimed the e-mail since has the say. */
function stale(email: ClaimedEmail): void {
  countEmail("stale");
  log.warn(
    { emailId: email.id, emailKind: email.kind, attempt: email.attempts },
    "another worker has claimed this e-mail since",
  );
}
