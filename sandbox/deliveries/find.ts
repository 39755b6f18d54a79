import type { World } from "../core/world";
import type { Delivery } from "./queue";

const COLUMNS = "id, event_id, endpoint_id, body, status, tries, next_attempt_at, copies, parallel, corrupt";

export function dueDeliveries(world: World, limit: number): Delivery[] {
  return world.store.all<Delivery>(
    `select ${COLUMNS} from deliveries where status = 'pending' and next_attempt_at <= ? order by next_attempt_at, id limit ?`,
    world.now().getTime(),
    limit,
  );
}

export function pendingDeliveries(world: World): Delivery[] {
  return world.store.all<Delivery>(
    `select ${COLUMNS} from deliveries where status = 'pending' order by next_attempt_at, id`,
  );
}

export function deliveriesOf(world: World, eventId: string): Delivery[] {
  return world.store.all<Delivery>(`select ${COLUMNS} from deliveries where event_id = ? order by id`, eventId);
}

export type Attempt = {
  id: number;
  delivery_id: number;
  at: number;
  duration_ms: number;
  status: number | null;
  answer: string | null;
  error: string | null;
  manual: number;
};

export function attemptsOf(world: World, deliveryId: number): Attempt[] {
  return world.store.all<Attempt>(
    `select id, delivery_id, at, duration_ms, status, answer, error, manual from attempts where delivery_id = ? order by id`,
    deliveryId,
  );
}

/** When the next delivery or settlement is due, in milliseconds of the sandbox's clock. */
export function nextDueAt(world: World): number | null {
  const row = world.store.one<{ at: number | null }>(
    `select min(at) as at from (
       select min(next_attempt_at) as at from deliveries where status = 'pending'
       union all select min(at) from tasks)`,
  );
  return row?.at ?? null;
}
