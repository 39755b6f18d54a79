import type { BenchPostgres } from "../ground/postgres";
import { FIRST_NUMBER } from "./ids";
import { fillPaidOrders } from "./paid-orders";
import { fillPayableOrders } from "./payable-orders";

export type GrowingSchool = {
  /** The past. */
  paidOrders: number;
  /** The present, as many whatever the past: carts 1 to so many have an order that waits for its payment. */
  payableOrders: number;
  /** And the carts after them have none yet. */
  carts: number;
};

/** A school at work with so many paid orders behind it. */
export async function prepareGrowingSchool(
  postgres: BenchPostgres,
  database: string,
  { paidOrders, payableOrders, carts }: GrowingSchool,
): Promise<void> {
  await postgres.renew(database, postgres.empty);
  await fillPayableOrders(postgres.url(database), { carts: payableOrders + carts });
  await postgres.rows(database, takeOrdersBack(payableOrders));
  await fillPaidOrders(postgres.url(database), paidOrders);
}

/** The last carts as if nobody had asked for an order of them: their places are held for the cart alone. */
const takeOrdersBack = (kept: number): string => `
  begin;
  set local session_replication_role = replica;
  create temporary table taken_back on commit drop as
    select id from orders where substr(number, 5)::int > ${FIRST_NUMBER + kept};
  update holds set order_line_id = null where order_line_id in (select id from order_lines where order_id in (select id from taken_back));
  delete from payment_allocations where payment_id in (select id from payments where order_id in (select id from taken_back));
  delete from payments where order_id in (select id from taken_back);
  delete from order_lines where order_id in (select id from taken_back);
  delete from orders where id in (select id from taken_back);
  commit;
`;
