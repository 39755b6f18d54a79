import pg from "pg";
import { openObserver, type Observer } from "./observer";
import { currentActor, currentProcess, never, type Actor, type Scheduler, type SimulatedProcess } from "./scheduler";

/** Beside these as src/db/client.ts opens it. Its time-outs would run in real time, which no seed decides: the story raises them as errors. */
const SERVER_OPTIONS =
  "-c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c timezone=UTC";

export type SimulatedPostgres = {
  /** Stands in the place of the program's pool; gives each process connections of its own. */
  pool: pg.Pool;
  observer: Observer;
  /** The one of this name: started anew, if it died in an earlier story. */
  processOf: (name: string) => SimulatedProcess;
  close: () => Promise<void>;
};

/** PostgreSQL is real; what is simulated is who holds which connection, and what becomes of it. */
export async function openSimulatedPostgres(url: string, schedulerOf: () => Scheduler): Promise<SimulatedPostgres> {
  const observer = await openObserver(url);
  const pools = new Map<SimulatedProcess, ProcessPool>();
  const processes = new Map<string, SimulatedProcess>();

  class Connection extends pg.Client {
    /** The statement before. A program may send several without waiting; the server carries them out one after the other. */
    #before: Promise<unknown> = Promise.resolve();
    /** `query` is overloaded many times over; the code under test uses its promise form. */
    // oxlint-disable-next-line typescript/no-explicit-any -- handed on to pg's own overloads as it came
    override query(...given: any[]): any {
      // oxlint-disable-next-line typescript/no-explicit-any -- see above
      const send = (): any => super.query.apply(this, given as any);
      const actor = currentActor();
      if (actor === null || given.some((one) => typeof one === "function")) return send();
      const answer = this.#before.then(() => statement(actor, this, textOf(given[0]), send));
      this.#before = answer.catch(() => undefined);
      return answer;
    }
    asTheServer(text: string): Promise<unknown> {
      return super.query(text);
    }
    backend(): number {
      const { processID } = this as unknown as { processID?: number }; // pg keeps it, its types do not say so
      return processID ?? 0;
    }
    /** The other side sees it end too before anything else happens: locks must not linger. */
    async cut(): Promise<void> {
      const { connection } = this as unknown as { connection: { stream: { destroy: () => void } } }; // as above
      const backend = this.backend();
      connection.stream.destroy();
      await observer.terminate([backend]);
    }
  }

  async function statement(actor: Actor, connection: Connection, text: string, send: () => Promise<unknown>) {
    const fate = await schedulerOf().wait(actor, { kind: "statement", text });
    const carryOut = () => schedulerOf().inDatabase(actor, connection.backend(), send);
    switch (fate.kind) {
      case "go":
        return carryOut();
      case "die":
        await carryOut().catch(() => undefined);
        await schedulerOf().kill(actor.process);
        return never();
      case "lose-connection":
        if (fate.when === "after") await carryOut();
        await connection.cut();
        return send();
      case "database-error":
        return schedulerOf().inDatabase(actor, connection.backend(), () => raise(connection, fate.code));
      default:
        return fate satisfies never;
    }
  }

  /** The server's own error, within the transaction that is open: what was done so far is rolled back by the server. */
  const raise = (connection: Connection, code: string): Promise<unknown> =>
    connection.asTheServer(`do $$ begin raise exception 'simulated' using errcode = '${code}'; end $$`);

  class ProcessPool extends pg.Pool {
    readonly open = new Set<Connection>();
    constructor() {
      super({
        connectionString: url,
        max: 10,
        connectionTimeoutMillis: 10_000,
        idleTimeoutMillis: 0,
        options: SERVER_OPTIONS,
        application_name: "envol",
        pipeline: true,
        Client: Connection,
      });
      this.on("error", () => {});
      this.on("connect", (client) => {
        client.on("error", () => {});
        if (client instanceof Connection) this.open.add(client);
      });
      this.on("remove", (client) => {
        if (client instanceof Connection) this.open.delete(client);
      });
    }
    /** All at once, as when the process that held them is killed. */
    async abandon(): Promise<void> {
      const pids = [...this.open].map((connection) => connection.backend());
      await Promise.all([...this.open].map((connection) => connection.cut()));
      await observer.terminate(pids);
    }
  }

  const poolOf = (process: SimulatedProcess | null): pg.Pool => {
    if (process === null) return observer.pool;
    let pool = pools.get(process);
    if (!pool) pools.set(process, (pool = new ProcessPool()));
    return pool;
  };

  class SimulatedPool extends pg.Pool {
    // oxlint-disable-next-line typescript/no-explicit-any -- pg's own overloads; the code under test uses the promise form
    override async connect(): Promise<any> {
      const actor = currentActor();
      const process = currentProcess();
      if (actor !== null) {
        const fate = await schedulerOf().wait(actor, { kind: "connect" });
        if (fate.kind === "lose-connection") throw refusedConnection();
      }
      const client = await poolOf(process).connect();
      if (actor?.state === "dead") return never();
      return client;
    }
    // oxlint-disable-next-line typescript/no-explicit-any -- as above
    override async query(...given: any[]): Promise<any> {
      const client: pg.PoolClient = await this.connect();
      let broken: Error | undefined;
      try {
        // oxlint-disable-next-line typescript/no-explicit-any -- as above
        return await (client.query as any)(...given);
      } catch (error) {
        broken = error instanceof Error ? error : new Error("a query failed");
        throw error;
      } finally {
        client.release(broken);
      }
    }
  }

  return {
    pool: new SimulatedPool({ connectionString: url, max: 1 }),
    observer,
    processOf: (name) => {
      const known = processes.get(name);
      if (known) return known;
      const process: SimulatedProcess = {
        name,
        die: async () => {
          const pool = pools.get(process);
          pools.delete(process);
          await pool?.abandon();
        },
      };
      processes.set(name, process);
      return process;
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.abandon()));
      await observer.close();
    },
  };
}

const refusedConnection = (): Error =>
  Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });

function textOf(query: unknown): string {
  if (typeof query === "string") return query;
  if (typeof query === "object" && query !== null && "text" in query && typeof query.text === "string")
    return query.text;
  return "a statement";
}
