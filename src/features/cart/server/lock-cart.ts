import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { cartSessions } from "@/db/schema/cart-sessions";

/**
 * Whoever changes a cart, or makes an order of it, waits here for the one who is at it: two tabs are one after the other.
 * False when the cart is gone.
 */
export async function lockCart(tx: Tx, sessionId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: cartSessions.id })
    .from(cartSessions)
    .where(eq(cartSessions.id, sessionId))
    .for("update");
  return rows.length === 1;
}
