import { transaction } from "@/db/transaction";
import { readGiftCardCode } from "@/features/gift-cards/code";
import { now } from "@/lib/clock";
import { notFound } from "@/lib/errors";
import type { Cart } from "../schemas";
import { cartEmpty } from "./errors";
import { lockCart } from "./lock-cart";
import { deleteCartGiftCard } from "./queries";
import { showCart } from "./show-cart";

/** A visitor takes a gift card off their cart. An order already made with it keeps its part until it is replaced or over. */
export async function removeGiftCard(token: string | undefined, typedCode: string): Promise<Cart> {
  const at = now();
  return transaction(async (tx) => {
    const session = await lockCart(tx, { token });
    if (session === null) throw cartEmpty();
    const code = readGiftCardCode(typedCode);
    if (code === null || !(await deleteCartGiftCard(tx, session.id, code))) throw notFound();
    return showCart(tx, session.id, at);
  });
}
