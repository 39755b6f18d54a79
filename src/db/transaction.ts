import { setTimeout as sleep } from "node:timers/promises";
import { databaseUnavailable, type ErrorCode } from "@/lib/errors";
import { crashPoint } from "@/lib/crash-point";
import { log } from "@/lib/log";
import { inTransaction, type Tx } from "./client";

const MOST_ATTEMPTS = 5;

/** Deadlock and serialization failure: PostgreSQL rolled everything back and says that the same transaction may work now (C4, C5). */
const RETRYABLE = new Set(["40P01", "40001"]);

/** The database is away, full, or too busy: nothing was kept unless the error came from COMMIT itself. Ask again later. */
const UNAVAILABLE = new Set([
  // What we ourselves say of all the others, once a transaction has met them.
  "database_unavailable" satisfies ErrorCode,
  // Outside `transaction` nobody has tried again: a single statement can be the one that PostgreSQL gives up, too.
  ...RETRYABLE,
  "55P03", // lock_timeout
  "57014", // statement_timeout
  "57P01",
  "57P02",
  "57P03", // shutting down, starting up
  "53100",
  "53200",
  "53300", // disk full, out of memory, too many connections
  "25006", // read-only: a replica, or a failover under way
  "25P03",
  "25P04", // idle-in-transaction and transaction time-outs
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** The code of PostgreSQL's or the socket's error, below whatever Drizzle wrapped around it. */
export function databaseErrorCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as Error & { code?: unknown }).code;
    if (typeof code === "string") return code;
  }
  return undefined;
}

/** The constraint or guard that refused, if one did. */
export function violatedConstraint(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const constraint = (at as Error & { constraint?: unknown }).constraint;
    if (typeof constraint === "string") return constraint;
  }
  return undefined;
}

export function isDatabaseUnavailable(error: unknown): boolean {
  const code = databaseErrorCode(error);
  if (code !== undefined) return UNAVAILABLE.has(code);
  for (let at = error; at instanceof Error; at = at.cause) {
    // pg and its pool have no codes for these.
    if (
      /Connection terminated|Client was closed and is not queryable|timeout exceeded when trying to connect|Client has encountered a connection error|connection timeout/i.test(
        at.message,
      )
    )
      return true;
  }
  return false;
}

const nothingToOpen = async (): Promise<undefined> => undefined;

/**
 * Runs the whole transaction, again when PostgreSQL asks for it (with jitter, so that two that collided do not collide again).
 * `run` must do nothing outside the transaction. A lost answer to COMMIT is an error like any other: callers are written so
 * that asking again finds what was committed (K4).
 * @throws Refusal `database_unavailable` when the database is away or too busy.
 */
export function transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
/** `opening` reads and locks, and is sent together with BEGIN (client.ts, `inTransaction`). */
export function transaction<T, Opened>(
  run: (tx: Tx, opened: Opened) => Promise<T>,
  opening: (tx: Tx) => Promise<Opened>,
): Promise<T>;
export async function transaction<T, Opened>(
  run: (tx: Tx, opened?: Opened) => Promise<T>,
  opening?: (tx: Tx) => Promise<Opened>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const committed = await inTransaction(run, opening ?? nothingToOpen);
      await crashPoint("after-commit");
      return committed;
    } catch (error) {
      const code = databaseErrorCode(error) ?? "";
      if (RETRYABLE.has(code) && attempt < MOST_ATTEMPTS) {
        await sleep(2 ** attempt * (5 + Math.random() * 10));
        continue;
      }
      if (isDatabaseUnavailable(error)) {
        log.warn({ error, attempt }, "a transaction found the database unavailable");
        throw Object.assign(databaseUnavailable(), { cause: error });
      }
      throw error;
    }
  }
}
