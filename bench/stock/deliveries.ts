import type { BenchPostgres } from "../ground/postgres";
import type { LoadRequest } from "../load/load";
import { deliveryOf, type EventOptions, eventOf } from "./events";
import { installationOf } from "./installation";

/** The signed events of so many orders of a stock, beginning with the first or after so many. */
export type Deliveries = (orders: number, after?: number) => LoadRequest[];

/** The bodies are made once; a signature is good for five minutes, so it is made whenever a slice asks. */
export async function openDeliveries(
  postgres: BenchPostgres,
  stock: string,
  options: Partial<EventOptions> = {},
): Promise<Deliveries> {
  const installation = await installationOf(postgres, stock);
  const bodies: Buffer[] = [];
  return (orders, after = 0) => {
    while (bodies.length < after + orders) bodies.push(eventOf(bodies.length + 1, { installation, ...options }));
    return bodies.slice(after, after + orders).map(deliveryOf);
  };
}
