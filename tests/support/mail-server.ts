import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A mail as it arrived, and to whom the envelope (not the header) sent it. */
export type ReceivedMail = ParsedMail & { recipients: string[]; raw: string };

/** What a mail server says instead of «yes»: `550 5.1.1 No such user`. */
export class MailRefusal extends Error {
  readonly responseCode: number;

  constructor(reply: string) {
    super(reply.replace(/^\d{3} /, ""));
    this.responseCode = Number(reply.slice(0, 3));
  }
}

type Behaviour = {
  /** Called with each recipient; throws a MailRefusal to refuse it. */
  onRecipient?: (address: string) => void;
  /** Called with each mail before it is answered; what it throws is the answer. It may take its time. */
  onMail?: (mail: ReceivedMail) => void | Promise<void>;
};

/** A real SMTP server on a free port (or the given one), which keeps what it is sent, also what it then refuses. */
export async function startMailServer(behaviour: Behaviour = {}, port = 0) {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, callback) => {
      try {
        behaviour.onRecipient?.(address);
        callback();
      } catch (error) {
        callback(error as Error); // thrown by the test's own behaviour
      }
    },
    onData: (stream, session, callback) => {
      receive(
        stream,
        session.envelope.rcptTo.map(({ address }) => address),
      ).then(
        () => callback(),
        (error: Error) => callback(error),
      );
    },
  });
  // A client that is killed in the middle of a mail is what some tests are about.
  server.on("error", () => {});

  async function receive(stream: NodeJS.ReadableStream, recipients: string[]): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    const raw = Buffer.concat(chunks).toString("latin1");
    const mail = { ...(await simpleParser(Buffer.concat(chunks))), recipients, raw };
    mails.push(mail);
    await behaviour.onMail?.(mail);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  const address = server.server.address() as AddressInfo; // listening on a port, not on a pipe
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    port: address.port,
    mails,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;
