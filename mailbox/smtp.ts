import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream } from "smtp-server";
import type { Letters } from "./letters.ts";

/** Far above what a shop sends; one runaway message must not fill the disk. */
const MESSAGE_BYTES_MAX = 10 * 1024 * 1024;

/** Addresses that a real server might refuse, for trying out what the sender does then. */
const REFUSALS = [
  {
    local: /^bounce\b/i,
    code: 550,
    sentence: "5.1.1 No such mailbox (addresses that begin with bounce are refused)",
  },
  {
    local: /^later\b/i,
    code: 451,
    sentence: "4.7.1 Try again later (addresses that begin with later are deferred)",
  },
];

class Refused extends Error {
  override name = "Refused";
  readonly responseCode: number;
  constructor(responseCode: number, sentence: string) {
    super(sentence);
    this.responseCode = responseCode;
  }
}

/** Takes every e-mail and sends none on. */
export function smtpServer(letters: Letters): SMTPServer {
  return new SMTPServer({
    // Nothing leaves this machine: neither a password nor a certificate would protect anything.
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: MESSAGE_BYTES_MAX,
    logger: false,
    onRcptTo({ address }, _session, callback) {
      const refusal = REFUSALS.find(({ local }) => local.test(address));
      callback(refusal ? new Refused(refusal.code, refusal.sentence) : null);
    },
    onData(stream, { envelope }, callback) {
      receive(stream, envelope.mailFrom, envelope.rcptTo).then(
        () => callback(null, "Kept in the mailbox"),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });

  async function receive(
    stream: SMTPServerDataStream,
    from: SMTPServerAddress | false,
    to: SMTPServerAddress[],
  ): Promise<void> {
    const chunks: Buffer[] = [];
    // smtp-server's stream yields Buffers.
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (stream.sizeExceeded) throw new Refused(552, "5.3.4 The message is too large");
    await letters.add(
      { from: from ? from.address : "", recipients: to.map(({ address }) => address) },
      Buffer.concat(chunks),
    );
  }
}
