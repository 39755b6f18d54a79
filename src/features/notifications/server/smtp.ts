import { createTransport } from "nodemailer";
import { config, publicUrl } from "@/lib/config";
import { oneLine } from "./one-line";
import type { RenderedEmail } from "./render-email";
import { type MailFailure, SEND_SECONDS } from "./rules";

/** As many sendings at once, each on its own connection: a backlog of days must not look like an attack to the mail server (D11). */
export const CONNECTIONS = 4;

export type Address = { name: string; address: string };
export type OutgoingEmail = RenderedEmail & {
  id: string;
  locale: string;
  to: Address;
  school: { name: string; email: string | null };
  date: Date;
};
export type Mailer = { send: (email: OutgoingEmail) => Promise<void>; close: () => void };

let open: { url: string; mailer: Mailer } | undefined;

/** The mail server of `SMTP_URL`, its connections kept between e-mails; null without that setting. */
export function mailServer(): Mailer | null {
  const url = config().SMTP_URL;
  if (open !== undefined && open.url !== url) closeMailServer();
  if (url === undefined) return null;
  open ??= { url, mailer: connect(url) };
  return open.mailer;
}

/** Closes the idle connections, so that the process can end; the next e-mail opens others. */
export function closeMailServer(): void {
  open?.mailer.close();
  open = undefined;
}

function connect(url: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    // Our own retries count and wait: a second layer below them would send behind their back.
    maxRequeues: 1,
    // Each is far below SEND_SECONDS, so that the error tells which step hung.
    connectionTimeout: 6_000,
    greetingTimeout: 6_000,
    dnsTimeout: 5_000,
    socketTimeout: 15_000,
    // No part of a message may ever name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (email) => {
      await transport.sendMail({ ...message(email), signal: AbortSignal.timeout(SEND_SECONDS * 1_000) });
    },
    close: () => transport.close(),
  };
}

function message({ id, locale, to, subject, html, text, school, date }: OutgoingEmail) {
  return {
    // The same at every attempt: when a worker dies between the server's answer and our commit, the copy is recognised (E3).
    messageId: messageIdOf(id),
    date,
    from: sender(school),
    ...(school.email !== null && { replyTo: { name: oneLine(school.name), address: school.email } }),
    to: { name: oneLine(to.name), address: to.address },
    subject,
    html,
    text,
    headers: {
      "Content-Language": locale,
      // Out-of-office answers to a machine help nobody (RFC 3834).
      "Auto-Submitted": "auto-generated",
    },
  };
}

export const messageIdOf = (emailId: string): string => `<${emailId}@${new URL(publicUrl()).hostname}>`;

/** `MAIL_FROM`, else the school's own address. A school without a row has none: the demo's mailbox takes anything. */
function sender(school: { name: string; email: string | null }): string | Address {
  return (
    config().MAIL_FROM ?? {
      name: oneLine(school.name),
      address: school.email ?? `no-reply@${new URL(publicUrl()).hostname}`,
    }
  );
}

/** Enhanced status codes (RFC 3463) of class 7 are about policy and authorisation: they refuse us, not this recipient. */
const POLICY = /^5\.7\./;

/** What an error of the mail server's means, in codes: its sentence quotes the address and stays out of our rows and logs. */
export function mailFailure(error: unknown): MailFailure {
  const { code, responseCode, command, enhanced } = codesOf(error);
  const words = [code, responseCode, enhanced, command].filter((part) => part !== undefined).join(" ");
  return { cause: causeOf({ code, responseCode, command, enhanced }), code: words };
}

type Codes = {
  code: string;
  responseCode: number | undefined;
  command: string | undefined;
  enhanced: string | undefined;
};

function causeOf({ code, responseCode, command, enhanced }: Codes): MailFailure["cause"] {
  if (code === "EAUTH" || code === "ENOAUTH" || code === "EOAUTH2") return "sender-refused";
  if (responseCode === undefined) {
    // Nodemailer itself refuses an address that cannot stand in an envelope.
    return code === "EENVELOPE" ? "bounced" : "unreachable";
  }
  // 421 ends the conversation; 503 is a confused one, and the same e-mail may pass on another connection.
  if (responseCode === 421 || responseCode === 503 || responseCode < 400) return "unreachable";
  if (responseCode < 500) return "deferred";
  const aboutThisEmail = command === "RCPT TO" || command === "DATA";
  return aboutThisEmail && !(enhanced !== undefined && POLICY.test(enhanced)) ? "bounced" : "sender-refused";
}

/** Only what has a closed form: a code in capitals, three digits, an enhanced code, an SMTP command. */
function codesOf(error: unknown): Codes {
  const given =
    error instanceof Error
      ? (error as Error & { code?: unknown; responseCode?: unknown; command?: unknown; response?: unknown })
      : undefined;
  const code = typeof given?.code === "string" && /^[A-Z_]{2,40}$/.test(given.code) ? given.code : "UNKNOWN";
  const responseCode = typeof given?.responseCode === "number" ? given.responseCode : undefined;
  const command =
    typeof given?.command === "string" && /^[A-Z ]{2,20}$/.test(given.command) ? given.command : undefined;
  const enhanced =
    typeof given?.response === "string" ? /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(given.response)?.[1] : undefined;
  return { code, responseCode, command, enhanced };
}
