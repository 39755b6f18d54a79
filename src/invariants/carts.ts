import { sql } from "drizzle-orm";
import type { Invariant } from "./invariant";

/**
 * That an item left its cart for no good reason cannot be read from the rows, because a visitor may remove any of them: the
 * tests of the cart and of each step of an order hold that half. What the rows can tell is below.
 */
export const carts: Invariant = {
  id: "I5",
  sentence:
    "a cart item disappears only because its visitor removed it, its order was paid, or the cart itself expired; items added after the order stay",
  rules: () => [
    {
      wrong: "was bought, and is still in its cart",
      from: sql`order_lines l left join cart_items i on i.id = l.cart_item_id where l.outcome in ('BOOKED', 'ISSUED') and l.cart_item_id is not null`,
      breach: sql`i.id is not null`,
      row: sql`'cart item ' || l.cart_item_id || ' of line ' || l.id`,
    },
    {
      wrong: "can be paid beside another order of the same cart",
      from: sql`(
        select o.id, o.cart_session_id, count(*) over (partition by o.cart_session_id) as payable
        from orders o where o.payable_until is not null and o.cart_session_id is not null
      ) o`,
      breach: sql`o.payable > 1`,
      row: sql`'order ' || o.id || ' of cart ' || o.cart_session_id`,
    },
  ],
};
