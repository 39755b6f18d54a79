import type { ClientBase } from "pg";
import { CALL, forClient, type PaymentIds, STATEMENTS } from "./payment.ts";

export type Manner = "statements" | "function";

const WAYS = { statements: STATEMENTS.map(forClient), function: [forClient(CALL)] };

/** One payment by a bare `pg` client: named statements, one after the other. */
export async function pay(client: ClientBase, manner: Manner, ids: PaymentIds): Promise<void> {
  for (const statement of WAYS[manner]) await client.query(statement(ids));
}
