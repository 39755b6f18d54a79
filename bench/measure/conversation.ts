import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { messageReader, type Statement, statementReader } from "./messages";

export type Conversation = {
  port: number;
  /** Statements that were executed, and how often a client waited for an answer. */
  count: () => { statements: number; roundTrips: number };
  close: () => Promise<void>;
};

/** A statement as it went by, in milliseconds of `performance.now()`. */
export type Heard = Sent & { answeredAt: number };
type Sent = Statement & { sentAt: number };

/**
 * Stands between a program and PostgreSQL and counts what they say to each other (protocol 3): a Query or an Execute is a
 * statement; a round trip is done when the server is ready for the next query and nothing that was sent waits any more, so
 * that statements sent together cost one. Only for slices without a clock: it takes time itself. `onAnswered` is told each
 * statement once its answer has come.
 */
export async function listenIn(
  databasePort: number,
  onAnswered: (heard: Heard) => void = () => {},
): Promise<Conversation> {
  const counted = { statements: 0, roundTrips: 0 };
  const server = createServer({ noDelay: true }, (client) => {
    const database = connect({ port: databasePort, host: "127.0.0.1", noDelay: true });
    const statementIn = statementReader();
    /** Sent since the last one that asked for an answer. */
    let together: Sent[] = [];
    /** What each ReadyForQuery that is still to come will answer. */
    const unanswered: Sent[][] = [];
    const readClient = messageReader(false, (type, body) => {
      const statement = statementIn(type, body);
      if (statement !== undefined) {
        counted.statements += 1;
        together.push({ ...statement, sentAt: performance.now() });
      }
      if (type === "Q" || type === "S") {
        unanswered.push(together);
        together = [];
      }
    });
    const readDatabase = messageReader(true, (type) => {
      if (type !== "Z") return;
      const answered = unanswered.shift();
      // The first ReadyForQuery follows the sign-in, which nobody counts.
      if (answered === undefined) return;
      const answeredAt = performance.now();
      for (const one of answered) onAnswered({ ...one, answeredAt });
      if (unanswered.length === 0) counted.roundTrips += 1;
    });
    client.on("data", (chunk: Buffer) => {
      readClient(chunk);
      database.write(chunk);
    });
    database.on("data", (chunk: Buffer) => {
      readDatabase(chunk);
      client.write(chunk);
    });
    client.on("close", () => database.destroy()).on("error", () => database.destroy());
    database.on("close", () => client.destroy()).on("error", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  return {
    port,
    count: () => ({ ...counted }),
    close: async () => {
      server.close();
      await Promise.race([once(server, "close"), new Promise((resolve) => setTimeout(resolve, 500))]);
    },
  };
}
