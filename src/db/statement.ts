import type { QueryResultRow } from "pg";
import { clientOf, pool, sendWithCommit, type Tx } from "./client";

/**
 * A statement of the hottest path in plain SQL: PostgreSQL parses and plans it once for each connection, and we build no text for
 * it. Parameters are numbered `$1`, …; amounts are cast to `float8`, which JavaScript reads as a number (exact up to 2^53).
 * The text must be a constant: its name stands for it on the connection.
 */
export function statement<Row extends QueryResultRow>(name: string, text: string) {
  /** `tx` is null for a single question outside any transaction. */
  async function ask(tx: Tx | null, values: readonly unknown[]): Promise<Row[]> {
    const { rows } = await (tx === null ? pool() : clientOf(tx)).query<Row>({ name, text, values: [...values] });
    return rows;
  }
  /** Sent and not waited for: COMMIT does (client.ts). For last writes, whose rows nobody reads. */
  const send = (tx: Tx, values: readonly unknown[]): void => void sendWithCommit(tx, () => ask(tx, values));

  return Object.assign(ask, { send });
}
