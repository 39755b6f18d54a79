import { once } from "node:events";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { type Letter, openLetters } from "./letters.ts";
import { smtpServer } from "./smtp.ts";
import { mailboxWeb } from "./web.ts";

export interface Mailbox {
  /** What `SMTP_URL` is set to. */
  smtpUrl: string;
  /** The page, without a slash at its end. */
  url: string;
  /** Newest first. */
  letters(): Letter[];
  clear(): void;
  stop(): Promise<void>;
}

export interface MailboxOptions {
  /** 0, the default, takes any free port. */
  smtpPort?: number;
  port?: number;
  /** Where letters are kept over a restart; without it they live as long as the program. */
  dataDir?: string;
}

/** Letters hold names and links that open orders: nobody but this machine reads them. */
const HOST = "127.0.0.1";

/** An SMTP server that keeps what it is given, and a page that shows it. */
export async function startMailbox({ smtpPort = 0, port = 0, dataDir }: MailboxOptions = {}): Promise<Mailbox> {
  const letters = await openLetters(dataDir);

  const smtp = smtpServer(letters);
  // A sender that breaks off is its own problem; without a listener it would end the program.
  smtp.on("error", (error) => console.error(`SMTP: ${error.message}`));
  const smtpListener = smtp.listen(smtpPort, HOST);
  await once(smtpListener, "listening");

  const web = createAdaptorServer({ fetch: mailboxWeb(letters).fetch });
  web.listen(port, HOST);
  await once(web, "listening");

  return {
    smtpUrl: `smtp://${HOST}:${portOf(smtpListener)}`,
    url: `http://${HOST}:${portOf(web)}`,
    letters: () => letters.all(),
    clear: () => letters.clear(),
    async stop() {
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise<void>((resolve) => {
          web.close(() => resolve());
          if ("closeAllConnections" in web) web.closeAllConnections();
        }),
      ]);
    },
  };
}

function portOf(server: Pick<ServerType, "address">): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  return address.port;
}
