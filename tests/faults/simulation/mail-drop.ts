import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail server that keeps of each mail only which one it was, and refuses them all while it is down. */
export type MailDrop = {
  url: string;
  /** Message-IDs in the order in which they were accepted; one that came twice stands here twice. */
  accepted: string[];
  /** How many were refused. */
  refused: () => number;
  setDown: (down: boolean) => void;
  reset: () => void;
  close: () => Promise<void>;
};

export async function openMailDrop(): Promise<MailDrop> {
  const accepted: string[] = [];
  let down = false;
  let refused = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    closeTimeout: 100,
    onMailFrom: (_address, _session, callback) => {
      if (!down) return callback(null);
      refused += 1;
      callback(Object.assign(new Error("4.3.2 come back later"), { responseCode: 451 }));
    },
    onData: (stream, _session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const id = /^message-id:\s*(<[^>]+>)/im.exec(Buffer.concat(chunks).toString("latin1"))?.[1];
        accepted.push(id ?? "without Message-ID");
        callback();
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo; // it listens on a port, not on a pipe
  return {
    url: `smtp://127.0.0.1:${port}`,
    accepted,
    refused: () => refused,
    setDown: (value) => {
      down = value;
    },
    reset: () => {
      accepted.length = 0;
      refused = 0;
      down = false;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
