import type { PoolClient } from "pg";
import { pool } from "@/db/client";
import { violatedConstraint } from "@/db/transaction";

/** The constraint or guard of the database that refuses what `act` does; undefined when all of it passes. Nothing of it stays. */
export async function guardThatRefuses(act: (client: PoolClient) => Promise<unknown>): Promise<string | undefined> {
  const client = await pool().connect();
  try {
    await client.query("begin");
    await act(client);
    return undefined;
  } catch (error) {
    const guard = violatedConstraint(error);
    if (guard === undefined) throw error;
    return guard;
  } finally {
    await client.query("rollback");
    client.release();
  }
}
