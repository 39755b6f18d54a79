import { log } from "@/lib/log";
import { sendNextEmail } from "./send-email";
import { CONNECTIONS, type Mailer, mailServer } from "./smtp";

/** In one run: at a slow server's pace this stays below the minute after which a job counts as stuck. */
const MOST_EMAILS = 40;
const MOST_SECONDS = 25;

let warned = false;

/** Sends what is due. Without a mail server the e-mails wait: the shop sells on, and they go out once there is one (E1). */
export async function sendDueEmails(): Promise<number> {
  const mailer = mailServer();
  if (mailer === null) {
    if (!warned) log.warn("SMTP_URL is not set: e-mails are queued and wait until it is");
    warned = true;
    return 0;
  }
  return sendBatch(mailer);
}

async function sendBatch(mailer: Mailer): Promise<number> {
  // Mostly nothing is due: one question is enough to know.
  if ((await sendNextEmail(mailer)) !== "handled") return 0;

  const until = performance.now() + MOST_SECONDS * 1_000;
  let left = MOST_EMAILS - 1;
  let handled = 1;
  let stopped = false;

  async function lane(): Promise<void> {
    while (!stopped && left > 0 && performance.now() < until) {
      left -= 1;
      const outcome = await sendNextEmail(mailer);
      if (outcome === "handled") handled += 1;
      // The next one would wait for the same dead server, and use up an attempt: rest until the job's next turn.
      else stopped = true;
    }
  }

  // A job must not come back while it is still at work, so every lane ends before an error is passed on.
  const lanes = await Promise.allSettled(Array.from({ length: CONNECTIONS }, lane));
  const failed = lanes.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return handled;
}
