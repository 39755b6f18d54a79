import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createTransport, type SendMailOptions } from "nodemailer";
import { afterEach, expect, test } from "vitest";
import { type Mailbox, type MailboxOptions, startMailbox } from "./start-mailbox.ts";

const open: Mailbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((mailbox) => mailbox.stop()));
});

async function givenMailbox(options?: MailboxOptions): Promise<Mailbox> {
  const mailbox = await startMailbox(options);
  open.push(mailbox);
  return mailbox;
}

async function givenLetter(mailbox: Mailbox, changes: SendMailOptions = {}) {
  const transport = createTransport(mailbox.smtpUrl);
  try {
    return await transport.sendMail({
      from: "École <ecole@example.org>",
      to: "Élise Martin <elise@example.org>",
      subject: "Votre réservation ENV-2027-0001",
      text: "Bonjour Élise",
      html: "<h1>Bonjour Élise</h1>",
      ...changes,
    });
  } finally {
    transport.close();
  }
}

async function get(mailbox: Mailbox, address: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${mailbox.url}${address}`, { headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

test("a letter that was handed over is found by its recipient, with accents, text and HTML", async () => {
  const mailbox = await givenMailbox();
  await givenLetter(mailbox);
  await givenLetter(mailbox, { to: "autre@example.org" });

  const { body } = await get(mailbox, "/api/messages?to=elise@example.org");

  const { messages } = JSON.parse(body);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({
    subject: "Votre réservation ENV-2027-0001",
    recipients: ["elise@example.org"],
    text: expect.stringContaining("Bonjour Élise"),
    html: expect.stringContaining("<h1>Bonjour Élise</h1>"),
  });
});

test("a recipient who is in no header is known all the same", async () => {
  const mailbox = await givenMailbox();

  await givenLetter(mailbox, { bcc: "secret@example.org" });

  expect(mailbox.letters()[0]?.recipients).toEqual(["elise@example.org", "secret@example.org"]);
  expect(mailbox.letters()[0]?.to).not.toContain("secret");
});

test("letters are there again after a restart, in their order", async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "mailbox-"));
  const first = await givenMailbox({ dataDir });
  await givenLetter(first, { subject: "one" });
  await givenLetter(first, { subject: "two" });
  await first.stop();

  const second = await givenMailbox({ dataDir });

  expect(second.letters().map(({ subject }) => subject)).toEqual(["two", "one"]);
  second.clear();
  expect(readdirSync(dataDir)).toEqual([]);
  rmSync(dataDir, { recursive: true });
});

test("a second letter with the same Message-ID is kept, and both say so", async () => {
  const mailbox = await givenMailbox();
  await givenLetter(mailbox, { messageId: "<order-1@example.org>" });
  await givenLetter(mailbox, { messageId: "<order-1@example.org>" });
  await givenLetter(mailbox, { messageId: "<order-2@example.org>" });

  const page = await get(mailbox, "/?lang=en");

  expect(mailbox.letters().map(({ copy, copies }) => `${copy}/${copies}`)).toEqual(["1/1", "2/2", "1/2"]);
  expect(page.body).toContain("copy 2 of 2 (same Message-ID)");
});

test("what a letter holds is shown as text, never run by the mailbox's page", async () => {
  const mailbox = await givenMailbox();
  await givenLetter(mailbox, {
    subject: "<script>alert(1)</script>",
    html: "<script>alert(2)</script><p>hello</p>",
  });
  const id = mailbox.letters()[0]?.id;

  const page = await get(mailbox, `/messages/${id}`);
  const inner = await get(mailbox, `/messages/${id}/html`);

  expect(page.body).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page.body).not.toContain("<script>alert(");
  expect(page.body).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  expect(inner.headers.get("content-security-policy")).toMatch(/^sandbox [a-z -]+; default-src 'none'/);
  expect(inner.headers.get("content-security-policy")).not.toContain("allow-scripts");
});

test("an attachment is downloaded as it was sent", async () => {
  const mailbox = await givenMailbox();
  await givenLetter(mailbox, {
    attachments: [{ filename: "bon cadeau é.html", content: "<b>bon</b>", contentType: "text/html" }],
  });
  const id = mailbox.letters()[0]?.id;

  const attachment = await get(mailbox, `/messages/${id}/attachments/0`);

  expect(attachment.body).toBe("<b>bon</b>");
  expect(attachment.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''bon%20cadeau%20%C3%A9.html");
});

test("the page speaks the language that is asked for, then remembers it", async () => {
  const mailbox = await givenMailbox();

  const byDefault = await get(mailbox, "/");
  const english = await get(mailbox, "/?lang=en");
  const remembered = await get(mailbox, "/", { Cookie: "lang=en" });

  expect(byDefault.body).toContain("Boîte aux lettres");
  expect(english.body).toContain("Mailbox");
  expect(english.headers.get("set-cookie")).toContain("lang=en");
  expect(remembered.body).toContain("Mailbox");
});

test("addresses made for it are refused for good, or for now", async () => {
  const mailbox = await givenMailbox();

  await expect(givenLetter(mailbox, { to: "bounce@example.org" })).rejects.toMatchObject({
    responseCode: 550,
  });
  await expect(givenLetter(mailbox, { to: "later@example.org" })).rejects.toMatchObject({
    responseCode: 451,
  });

  expect(mailbox.letters()).toEqual([]);
});
