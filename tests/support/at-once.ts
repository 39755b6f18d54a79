import { eq } from "drizzle-orm";
import { setTimeout as sleep } from "node:timers/promises";
import type { Tx } from "@/db/client";
import { orders } from "@/db/schema/orders";
import { transaction } from "@/db/transaction";

/** Longer than anything takes to come as far as the order's lock, shorter than it waits there. */
const UNTIL_IT_WAITS_MS = 400;

/** Somebody is at the order; `meanwhile` begins and waits for them; they change something and are done. Returns what it did then. */
export async function whileSomebodyIsAt<T>(
  order: { id: string },
  meanwhile: () => Promise<T>,
  change: (tx: Tx) => Promise<unknown> = async () => undefined,
): Promise<T> {
  const { waiting } = await transaction(async (tx) => {
    await tx.select({ id: orders.id }).from(orders).where(eq(orders.id, order.id)).for("update");
    // In an object: a promise returned as it is would be waited for before the transaction ends.
    const begun = { waiting: meanwhile() };
    await sleep(UNTIL_IT_WAITS_MS);
    await change(tx);
    return begun;
  });
  return waiting;
}
