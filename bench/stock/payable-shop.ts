import type { Running } from "../ground/programs";
import type { Bench } from "../part";
import { type Deliveries, openDeliveries } from "./deliveries";
import { preparePayableOrders } from "./payable-orders";

/** Orders that wait for their payment, and a web process of ours before them: what the parts about the webhook begin with. */
export type PayableShop = {
  web: Running;
  database: string;
  stock: string;
  /** So many wait whenever the database is renewed. */
  orders: number;
  /** The events that pay them. */
  deliveries: Deliveries;
};

type Wanted = { name: string; orders: number; settings?: Record<string, string> };

export async function openPayableShop(bench: Bench, { name, orders, settings = {} }: Wanted): Promise<PayableShop> {
  const { postgres, programs, tell } = bench;
  const [database, stock] = [name, `stock_${name}`];
  tell(`preparing ${orders} orders`);
  await preparePayableOrders(postgres, stock, { carts: orders });
  await postgres.renew(database, stock);
  const deliveries = await openDeliveries(postgres, stock);
  const web = await programs.startWeb({ databaseUrl: postgres.url(database), settings });
  return { web, database, stock, orders, deliveries };
}
