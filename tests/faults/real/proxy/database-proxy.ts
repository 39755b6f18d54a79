import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { FrontendReader } from "./frontend-messages";
import { type Pace, slowPipe } from "./slow-pipe";

/** What becomes of a COMMIT: the answer is lost after the server has given it, after it was sent (nobody knows), or it never arrives. */
export const COMMIT_FATES = ["answer-lost", "cut-when-sent", "never-sent"] as const;
export type CommitFate = "passes" | (typeof COMMIT_FATES)[number];

export type Manners = Pace & {
  fateOfCommit: () => CommitFate;
  /** Drawn for each connection with each piece: from then on it stays open, and says nothing any more. */
  fallsSilent: () => boolean;
};

export type DatabaseProxy = {
  port: number;
  /** From now on; what is not named goes back to passing everything on. */
  behave: (manners?: Partial<Manners>) => void;
  /** How often which fault happened. */
  faults: Map<string, number>;
  close: () => Promise<void>;
};

const TRANSPARENT: Manners = {
  delayMs: () => 0,
  bytesPerSecond: 0,
  fateOfCommit: () => "passes",
  fallsSilent: () => false,
};

/** Stands between a program and PostgreSQL and breaks their conversation at chosen places. */
export async function openDatabaseProxy(databasePort: number): Promise<DatabaseProxy> {
  let manners = TRANSPARENT;
  const open = new Set<Socket>();
  const faults = new Map<string, number>();
  const count = (fault: string) => void faults.set(fault, (faults.get(fault) ?? 0) + 1);

  const server = createServer({ noDelay: true }, (client) => {
    const database = connect({ port: databasePort, host: "127.0.0.1", noDelay: true });
    const toDatabase = slowPipe(database, () => manners);
    const toClient = slowPipe(client, () => manners);
    const reader = new FrontendReader();
    let silent = false;
    let answerIsLost = false;

    const cut = () => {
      client.destroy();
      database.destroy();
    };
    const falls = (): boolean => {
      if (silent || !manners.fallsSilent()) return silent;
      silent = true;
      count("connections fallen silent");
      return silent;
    };
    const meet = (bytes: Buffer, fate: CommitFate): void => {
      switch (fate) {
        case "passes":
          void toDatabase.write(bytes);
          return;
        case "never-sent":
          count("cut before COMMIT was sent");
          return cut();
        case "cut-when-sent":
          count("cut as COMMIT was sent");
          client.destroy();
          void toDatabase.write(bytes).then(() => database.end());
          return;
        case "answer-lost":
          count("cut after COMMIT, before its answer");
          answerIsLost = true;
          void toDatabase.write(bytes);
          return;
        default:
          fate satisfies never;
      }
    };

    client.on("data", (chunk: Buffer) => {
      if (falls()) return;
      for (const { bytes, commits } of reader.read(chunk)) {
        if (client.destroyed || answerIsLost) return;
        meet(bytes, commits ? manners.fateOfCommit() : "passes");
      }
    });
    database.on("data", (chunk: Buffer) => {
      if (silent) return;
      // The server has answered: the transaction is committed, and nobody will hear of it.
      if (answerIsLost) return cut();
      void toClient.write(chunk);
    });
    for (const [socket, other, pipe] of [
      [client, database, toDatabase],
      [database, client, toClient],
    ] as const) {
      open.add(socket);
      // Whoever fell silent hears nothing of the other's end either.
      const part = () => void (silent || pipe.idle().then(() => other.end()));
      socket.on("error", () => silent || other.destroy());
      socket.on("end", part);
      socket.on("close", () => {
        open.delete(socket);
        part();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe

  return {
    port,
    behave: (changed = {}) => {
      manners = { ...TRANSPARENT, ...changed };
    },
    faults,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
