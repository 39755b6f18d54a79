import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { setConfig } from "@/lib/config";
import { MailRefusal, type MailServer, startMailServer } from "../../../../tests/support/mail-server";
import { closeMailServer, type Mailer, mailFailure, mailServer, messageIdOf, type OutgoingEmail } from "./smtp";

const ADDRESS = "jeanne.moreau@example.org";
let server: MailServer | undefined;

afterEach(async () => {
  closeMailServer();
  await server?.close();
  server = undefined;
  setConfig();
});

function outgoing(changes: Partial<OutgoingEmail> = {}): OutgoingEmail {
  return {
    id: "0198c0de-0000-7000-8000-000000000001",
    locale: "fr",
    to: { name: "Jeanne Moreau", address: ADDRESS },
    subject: "Commande ENV-001001 confirmée",
    html: "<p>Bonjour</p>",
    text: "Bonjour",
    school: { name: "École du Grand Large", email: "contact@grandlarge.example" },
    date: new Date("2026-12-01T10:00:00Z"),
    ...changes,
  };
}

function mailerTo(url: string): Mailer {
  setConfig({ SMTP_URL: url, PUBLIC_URL: "https://shop.example.fr" });
  const mailer = mailServer();
  if (mailer === null) throw new Error("no mail server is set");
  return mailer;
}

async function failureOf(mailer: Mailer) {
  const error = await mailer.send(outgoing()).then(
    () => new Error("it was accepted"),
    (thrown: unknown) => thrown,
  );
  return mailFailure(error);
}

test("an e-mail goes out from the school, to one person, with its own Message-ID", async () => {
  server = await startMailServer();

  await mailerTo(server.url).send(outgoing());

  const [mail] = server.mails;
  expect(mail).toMatchObject({
    recipients: [ADDRESS],
    messageId: "<0198c0de-0000-7000-8000-000000000001@shop.example.fr>",
    subject: "Commande ENV-001001 confirmée",
    from: { value: [{ name: "École du Grand Large", address: "contact@grandlarge.example" }] },
    replyTo: { value: [{ address: "contact@grandlarge.example" }] },
    to: { value: [{ name: "Jeanne Moreau", address: ADDRESS }] },
  });
  expect(mail?.text).toContain("Bonjour");
  expect(mail?.html).toContain("<p>Bonjour</p>");
  expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
  expect(messageIdOf("a")).toBe("<a@shop.example.fr>");
});

test("MAIL_FROM takes the school's place as sender, answers still go to the school", async () => {
  server = await startMailServer();
  const mailer = mailerTo(server.url);
  setConfig({ MAIL_FROM: "Envol <envol@relay.example>" });

  await mailer.send(outgoing());

  expect(server.mails[0]?.from?.value).toEqual([{ name: "Envol", address: "envol@relay.example" }]);
  expect(server.mails[0]?.replyTo?.value[0]?.address).toBe("contact@grandlarge.example");
});

test("line breaks in names begin no header", async () => {
  server = await startMailServer();
  const name = "Jeanne\r\nBcc: everybody@example.org\r\n\r\n<b>Hello</b> 🪂";

  await mailerTo(server.url).send(
    outgoing({ to: { name, address: ADDRESS }, school: { name: "École\nX-Evil: 1", email: null } }),
  );

  const [mail] = server.mails;
  expect(mail?.recipients).toEqual([ADDRESS]);
  expect(mail?.bcc).toBeUndefined();
  expect(mail?.headers.has("x-evil")).toBe(false);
  expect(mail?.to).toMatchObject({
    value: [{ address: ADDRESS, name: expect.stringContaining("Jeanne Bcc: everybody@example.org <b>Hello</b> 🪂") }],
  });
});

test.each([
  ["550 5.1.1 No such user", "bounced"],
  ["553 Bad mailbox", "bounced"],
  ["450 4.2.1 Busy, come back", "deferred"],
  ["421 4.3.2 Shutting down", "unreachable"],
  ["550 5.7.1 Relaying denied", "sender-refused"],
] as const)("%s for the recipient is %s, and its record quotes no address", async (reply, cause) => {
  server = await startMailServer({
    onRecipient: (address) => {
      throw new MailRefusal(`${reply} <${address}>`);
    },
  });

  const failure = await failureOf(mailerTo(server.url));

  expect(failure.cause).toBe(cause);
  expect(failure.code).toContain(reply.slice(0, 3));
  expect(failure.code).not.toMatch(/@|jeanne|user|mailbox/i);
});

test("a message that is refused after it was read is refused for good", async () => {
  server = await startMailServer({
    onMail: () => {
      throw new MailRefusal("552 5.3.4 Too big");
    },
  });

  expect(await failureOf(mailerTo(server.url))).toEqual({ cause: "bounced", code: "EMESSAGE 552 5.3.4 DATA" });
});

test("nobody at the port is unreachable", async () => {
  const free = await startMailServer();
  await free.close();

  expect(await failureOf(mailerTo(free.url))).toMatchObject({ cause: "unreachable" });
});

test("a server that hangs up is unreachable, and is found again when it is back", async () => {
  const broken = createServer((socket) => socket.end("220 hello\r\n", () => socket.destroy()));
  await new Promise<void>((resolve) => broken.listen(0, "127.0.0.1", resolve));
  const address = broken.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  const mailer = mailerTo(`smtp://127.0.0.1:${address.port}`);

  expect(await failureOf(mailer)).toMatchObject({ cause: "unreachable" });
  await new Promise((resolve) => broken.close(resolve));
  server = await startMailServer({}, address.port);
  await mailer.send(outgoing());

  expect(server.mails).toHaveLength(1);
});

test("without SMTP_URL there is no mail server", () => {
  setConfig({ SMTP_URL: undefined });

  expect(mailServer()).toBeNull();
});
