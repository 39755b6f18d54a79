import type { Socket } from "node:net";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { followDatabaseTime } from "@/lib/clock";
import { log } from "@/lib/log";
import * as schema from "./schema/index";

export type Database = NodePgDatabase<typeof schema>;
/** A connection within a transaction of `inTransaction`. */
export type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** For queries that may run inside or outside a transaction. */
export type Reader = Database | Tx;

/** Next bundles its own copy of this module beside the server's: both share one pool through the process. */
const shared = globalThis as typeof globalThis & { envolPool?: pg.Pool | undefined };

/** Longer than PostgreSQL may think about a statement (`statement_timeout` below): an answer that is not here by then is lost on the way. */
const LONGEST_SILENCE_MS = 20_000;

let longestSilenceMs = LONGEST_SILENCE_MS;

/** For programs whose statements count or write a whole database: they wait as long as it takes. Before the first question. */
export function waitForLongStatements(): void {
  longestSilenceMs = 0;
}

function openPool(): pg.Pool {
  const url = process.env["DATABASE_URL"];
  if (!url) throw new Error("DATABASE_URL is not set");
  const pool = new pg.Pool({
    connectionString: url,
    max: Number(process.env["DATABASE_POOL_SIZE"] || 10),
    // Waiting longer for a connection than this helps nobody: the caller answers 503 and Stripe or the visitor asks again.
    connectionTimeoutMillis: 3_000,
    // Below the longest silence, so that what is cut for its silence was waiting for an answer.
    idleTimeoutMillis: 15_000,
    application_name: "envol",
    // A statement that waits for a lock or runs longer than this rolls its transaction back (B4, C6).
    options:
      "-c lock_timeout=4000 -c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000 -c timezone=UTC",
    keepAlive: true,
    // What a transaction sends at once is one wait, not one for each statement; the server carries it out in this order.
    pipeline: true,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", (error) => log.warn({ error }, "an idle database connection broke"));
  // The pool listens to its idle connections only. One that breaks within a transaction fails that transaction, not the process.
  pool.on("connect", (client) => {
    client.on("error", (error) => log.warn({ error }, "a database connection broke"));
    giveUpWhenSilent(client, longestSilenceMs);
  });
  return pool;
}

/**
 * Cuts a connection on which nothing has come or gone for so long. A router that has forgotten it, or a proxy that hangs, ends
 * nothing: TCP would wait for a quarter of an hour, and with it a job for ever, or in the end every connection of the pool.
 */
export function giveUpWhenSilent(client: pg.ClientBase, afterMs: number): void {
  const stream = socketOf(client);
  stream.setTimeout(afterMs, () => stream.destroy(new Error("Connection terminated: the database fell silent")));
}

// The types show no socket on a client; there is one, and nothing else tells of silence or holds messages back.
const socketOf = (client: pg.ClientBase): Socket =>
  (client as pg.ClientBase & { connection: { stream: Socket } }).connection.stream;

export function pool(): pg.Pool {
  shared.envolPool ??= openPool();
  return shared.envolPool;
}

let database: Database | undefined;
let databasePool: pg.Pool | undefined;

/** The database. Opened at the first use, by `DATABASE_URL`. */
export function db(): Database {
  if (database === undefined || databasePool !== pool()) {
    databasePool = pool();
    database = drizzle(databasePool, { schema });
  }
  return database;
}

const ofConnection = new WeakMap<pg.PoolClient, Tx>();
const connectionOf = new WeakMap<Tx, pg.PoolClient>();
const unanswered = new WeakMap<Tx, Promise<unknown>[]>();

function txOf(client: pg.PoolClient): Tx {
  const known = ofConnection.get(client);
  if (known !== undefined) return known;
  // What a transaction of Drizzle has besides, `rollback` and transactions within it, nobody may use here.
  const tx = drizzle(client, { schema }) as unknown as Tx;
  ofConnection.set(client, tx);
  connectionOf.set(tx, client);
  return tx;
}

/** What follows before the program waits for anything leaves in one piece: each piece costs a call of the system and wakes the server. */
function sendTogether(client: pg.PoolClient): void {
  const socket = socketOf(client);
  socket.cork();
  process.nextTick(() => socket.uncork());
}

/** The connection that this transaction runs on, for statements in plain SQL (statement.ts). */
export function clientOf(tx: Tx): pg.PoolClient {
  const client = connectionOf.get(tx);
  if (client === undefined) throw new Error("this is no transaction of ours");
  return client;
}

/**
 * For what is sent within a transaction and whose answer nobody needs before its end: it is waited for together with COMMIT, and
 * its error is the transaction's.
 */
export function sendWithCommit<T>(tx: Tx, send: () => Promise<T>): Promise<T> {
  sendTogether(clientOf(tx));
  const answer = send();
  // Seen at the end; until then it must not end the process.
  answer.catch(() => {});
  unanswered.get(tx)?.push(answer);
  return answer;
}

/**
 * One transaction on a connection of its own, which goes back to the pool whatever happens. Code wants `transaction`
 * (transaction.ts), which tries again.
 *
 * `opening` is sent together with BEGIN and `run` begins when both are answered. It may read and lock, and must write nothing:
 * should BEGIN alone fail, its statements would stand for themselves.
 */
export async function inTransaction<T, Opened>(
  run: (tx: Tx, opened: Opened) => Promise<T>,
  opening: (tx: Tx) => Promise<Opened>,
): Promise<T> {
  const client = await pool().connect();
  const tx = txOf(client);
  const sent: Promise<unknown>[] = [];
  unanswered.set(tx, sent);
  try {
    sendTogether(client);
    const [, opened] = await Promise.all([client.query("begin"), opening(tx)]);
    const done = await run(tx, opened);
    const [committed] = await Promise.all([client.query("commit"), ...sent]);
    // The server's answer to COMMIT when a statement before it failed: nothing is kept, and whoever caught its error hid it.
    if (committed.command !== "COMMIT") throw new Error("a transaction went on after a statement that had failed");
    client.release();
    return done;
  } catch (error) {
    const lost = await client.query("rollback").then(
      () => false,
      () => true,
    );
    client.release(lost);
    throw await firstFailure(sent, error);
  } finally {
    unanswered.delete(tx);
  }
}

/** After a statement has failed, those behind it fail for that reason only: the first error is the one that says why. */
async function firstFailure(sent: Promise<unknown>[], otherwise: unknown): Promise<unknown> {
  for (const answer of await Promise.allSettled(sent)) if (answer.status === "rejected") return answer.reason;
  return otherwise;
}

export async function closeDb(): Promise<void> {
  const open = shared.envolPool;
  shared.envolPool = undefined;
  database = undefined;
  databasePool = undefined;
  await open?.end();
}

/** Sets the program's clock to the database's. Returns how many milliseconds this machine's clock is ahead of it. */
export async function syncClock(): Promise<number> {
  const before = performance.now();
  const { rows } = await pool().query<{ now: Date }>("select clock_timestamp() as now");
  const row = rows[0];
  if (row === undefined) throw new Error("the database told no time");
  return followDatabaseTime(row.now, performance.now() - before);
}
