import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type AddressObject, type ParsedMail, simpleParser } from "mailparser";

/** One e-mail as it arrived. */
export interface Letter {
  id: string;
  receivedAt: Date;
  /** Who it was handed over for, which the headers need not tell. */
  recipients: string[];
  from: string;
  to: string;
  subject: string;
  messageId: string | undefined;
  /** How many letters carry its Message-ID, and which of them this is: a provider would have dropped all but the first. */
  copy: number;
  copies: number;
  text: string;
  html: string | undefined;
  headers: string[];
  attachments: Attachment[];
  raw: Buffer;
}

export interface Attachment {
  name: string;
  contentType: string;
  content: Buffer;
}

export interface Envelope {
  from: string;
  recipients: string[];
}

export interface Letters {
  /** Resolves when the letter is on the disk: only then may the sender be told that we have it. */
  add(envelope: Envelope, message: Buffer): Promise<void>;
  /** Newest first. */
  all(): Letter[];
  find(id: string): Letter | undefined;
  clear(): void;
}

/** A demo's mailbox is read by people; more than this is a load test, whose oldest letters nobody misses. */
const LETTERS_KEPT = 2_000;
/** Written before the message, as mail servers do, so that one file holds all we know. */
const RECIPIENT_HEADER = "Delivered-To";
const FILE = /^(\d{13})-[0-9a-f]{8}\.eml$/;

/** @param folder where letters are kept over a restart; without it they live as long as the program */
export async function openLetters(folder: string | undefined): Promise<Letters> {
  let kept: Letter[] = [];
  let latest = 0;
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    // The name begins with the time of arrival.
    for (const name of readdirSync(folder)
      .filter((file) => FILE.test(file))
      .sort()) {
      kept.push(await parse(name, readFileSync(path.join(folder, name))));
    }
  }

  function forget(letter: Letter): void {
    if (folder !== undefined) rmSync(path.join(folder, letter.id), { force: true });
  }

  return {
    async add({ from, recipients }, message) {
      const trace = [`Return-Path: <${from}>`, ...recipients.map((to) => `${RECIPIENT_HEADER}: ${to}`)];
      const raw = Buffer.concat([Buffer.from(trace.map((line) => `${line}\r\n`).join("")), message]);
      // Two in one millisecond still have an order.
      latest = Math.max(Date.now(), latest + 1);
      const id = `${latest}-${randomBytes(4).toString("hex")}.eml`;
      const letter = await parse(id, raw);
      if (folder !== undefined) {
        const draft = path.join(folder, `${id}.part`);
        writeFileSync(draft, raw);
        renameSync(draft, path.join(folder, id));
      }
      kept.push(letter);
      kept.slice(0, -LETTERS_KEPT).forEach(forget);
      kept = kept.slice(-LETTERS_KEPT);
    },
    all: () => countCopies(kept).toReversed(),
    find: (id) => countCopies(kept).find((letter) => letter.id === id),
    clear() {
      kept.forEach(forget);
      kept = [];
    },
  };
}

async function parse(id: string, raw: Buffer): Promise<Letter> {
  const mail = await simpleParser(raw, { skipTextToHtml: true });
  return {
    id,
    receivedAt: new Date(Number(FILE.exec(id)?.[1])),
    recipients: recipientsOf(mail),
    from: addresses(mail.from),
    to: addresses(mail.to),
    subject: mail.subject ?? "",
    messageId: mail.messageId,
    copy: 1,
    copies: 1,
    text: mail.text ?? "",
    html: mail.html || undefined,
    headers: mail.headerLines.map(({ line }) => line),
    attachments: mail.attachments.map(({ filename, contentType, content }, index) => ({
      name: filename ?? `attachment-${index + 1}`,
      contentType,
      content,
    })),
    raw,
  };
}

function recipientsOf(mail: ParsedMail): string[] {
  return mail.headerLines
    .filter(({ key }) => key === RECIPIENT_HEADER.toLowerCase())
    .map(({ line }) => line.slice(RECIPIENT_HEADER.length + 1).trim());
}

function addresses(header: AddressObject | AddressObject[] | undefined): string {
  return [header ?? []]
    .flat()
    .flatMap(({ value }) => value)
    .map(({ name, address = "" }) => (name ? `${name} <${address}>` : address))
    .join(", ");
}

function countCopies(letters: Letter[]): Letter[] {
  const counts = new Map<string, number>();
  const numbered = letters.map((letter) => {
    if (letter.messageId === undefined) return letter;
    const copy = (counts.get(letter.messageId) ?? 0) + 1;
    counts.set(letter.messageId, copy);
    return { ...letter, copy };
  });
  return numbered.map((letter) => ({ ...letter, copies: counts.get(letter.messageId ?? "") ?? 1 }));
}
