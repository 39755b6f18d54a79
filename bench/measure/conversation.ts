import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

export type Conversation = {
  port: number;
  /** Statements that were executed, and how often a client waited for an answer. */
  count: () => { statements: number; roundTrips: number };
  close: () => Promise<void>;
};

/** Before its first message a client may ask for TLS; PostgreSQL's own startup has no type letter either. */
const LENGTH_BYTES = 4;

/**
 * Stands between a program and PostgreSQL and counts what they say to each other (protocol 3): a Query or an Execute is a
 * statement; a round trip is done when the server is ready for the next query and nothing that was sent waits any more, so
 * that statements sent together cost one. Only for slices without a clock: it takes time itself.
 */
export async function listenIn(databasePort: number): Promise<Conversation> {
  const counted = { statements: 0, roundTrips: 0 };
  const server = createServer({ noDelay: true }, (client) => {
    const database = connect({ port: databasePort, host: "127.0.0.1", noDelay: true });
    let waiting = 0;
    const readClient = messageReader(false, (type) => {
      if (type === "Q" || type === "E") counted.statements += 1;
      // Each of them is answered by one ReadyForQuery.
      if (type === "Q" || type === "S") waiting += 1;
    });
    const readDatabase = messageReader(true, (type) => {
      // The first ReadyForQuery follows the sign-in, which nobody counts.
      if (type !== "Z" || waiting === 0) return;
      waiting -= 1;
      if (waiting === 0) counted.roundTrips += 1;
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

/** Calls for each message that is complete. A client's first one has no type letter and counts as none. */
function messageReader(typedFromTheStart: boolean, onMessage: (type: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let typed = typedFromTheStart;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const typeBytes = typed ? 1 : 0;
      if (rest.length < typeBytes + LENGTH_BYTES) return;
      const length = typeBytes + rest.readInt32BE(typeBytes);
      if (rest.length < length) return;
      if (typed) onMessage(String.fromCharCode(rest[0] ?? 0));
      typed = true;
      rest = rest.subarray(length);
    }
  };
}
