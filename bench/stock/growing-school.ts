import type { BenchPostgres } from "../ground/postgres";
import { FIRST_NUMBER } from "./ids";
import { fillPaidOrders } from "./paid-orders";
import { fillPayableOrders } from "./payable-orders";

export type Present = {
  /** Carts 1 to so many have an order that waits for its payment. */
  payableOrders: number;
  /** And the carts after them have none yet. */
  carts: number;
};

/** A school's present, which is the same whatever its past. */
export async function preparePresent(
  postgres: BenchPostgres,
  name: string,
  { payableOrders, carts }: Present,
): Promise<void> {
  await postgres.renew(name, postgres.empty);
  await fillPayableOrders(postgres.url(name), { carts: payableOrders + carts });
  await postgres.rows(name, takeOrdersBack(payableOrders));
}

/** The same with so many paid orders behind it. */
export async function prepareGrownSchool(
  postgres: BenchPostgres,
  database: string,
  { present, paidOrders }: { present: string; paidOrders: number },
): Promise<void> {
  await postgres.renew(database, present);
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
