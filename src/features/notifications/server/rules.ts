import { addMs } from "@/lib/clock";

/**
 * How long a claimed e-mail is its worker's. If the worker dies, another may take the row after this: less than a minute.
 * It must be longer than reading, rendering and `SEND_SECONDS` together.
 */
export const LEASE_SECONDS = 45;

/** One sending, from connecting to the server's last answer; then it is broken off and counts as unreachable. */
export const SEND_SECONDS = 25;

const FIRST_RETRY_SECONDS = 10;
const LONGEST_RETRY_SECONDS = 3_600;

/** 10 s, doubling to an hour, then hourly: the last attempt is made 48 h after the first. A mail server that is away longer needs people. */
export const MOST_ATTEMPTS = 57;

/** Nobody else can mend a text that cannot be made, but a deployment can: 12 attempts take 3.4 hours. */
export const MOST_ATTEMPTS_AT_MAKING = 12;

/** Attempts before an unreachable server is worth an alert: 2.5 minutes, longer than its restart takes. */
const ATTEMPTS_BEFORE_ALERT = 5;

/** Why an e-mail did not go out. `code` says it without quoting the server, whose sentences hold addresses. */
export type MailFailure = {
  cause:
    /** No conversation came about: refused, timed out, broken off. */
    | "unreachable"
    /** «Not now» (4xx). */
    | "deferred"
    /** The server refuses us, whoever the recipient: credentials, sender, policy. */
    | "sender-refused"
    /** The recipient or this message is refused for good. */
    | "bounced"
    /** We could not make the text. */
    | "template";
  code: string;
};

export type AfterFailure = {
  /** When to try again; null: never, the e-mail is dead and staff are told. */
  retryAt: Date | null;
  /** What the operators are told, if anything. */
  alert: "mail_unreachable" | "mail_sender_refused" | "mail_template_error" | null;
};

/** What becomes of an e-mail whose attempt number `attempts` (from 1) has just failed. */
export function decideAfterFailure(failure: MailFailure, attempts: number, now: Date): AfterFailure {
  const retryAt = addMs(now, retrySeconds(attempts) * 1_000);
  switch (failure.cause) {
    case "unreachable":
    case "deferred":
      return {
        retryAt: attempts < MOST_ATTEMPTS ? retryAt : null,
        alert: failure.cause === "unreachable" && attempts >= ATTEMPTS_BEFORE_ALERT ? "mail_unreachable" : null,
      };
    case "sender-refused":
      return { retryAt: attempts < MOST_ATTEMPTS ? retryAt : null, alert: "mail_sender_refused" };
    case "bounced":
      return { retryAt: null, alert: null };
    case "template":
      return { retryAt: attempts < MOST_ATTEMPTS_AT_MAKING ? retryAt : null, alert: "mail_template_error" };
    default:
      return failure.cause satisfies never;
  }
}

export const retrySeconds = (attempts: number): number =>
  Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** (attempts - 1));
