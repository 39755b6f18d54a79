import { takeFault } from "../core/faults";
import type { World } from "../core/world";

export type Shape = {
  drop: boolean;
  delayMs: number;
  copies: number;
  parallel: boolean;
  corrupt: "body" | "signature" | null;
};

/** Between two deliveries that go out in the wrong order: long enough for the first one to be answered. */
const REORDER_STEP_MS = 40;
const REORDER_LENGTH = 25;

/** What the faults that are switched on do to one new delivery. */
export function shapeDelivery(world: World, eventType: string): Shape {
  const take = <Kind extends Parameters<typeof takeFault>[1]>(kind: Kind) => takeFault(world, kind, { eventType });
  const duplicate = take("duplicate");
  const corrupt = take("corrupt");
  const delay = take("delay");
  const reorder = take("reorder");
  return {
    drop: take("drop") !== undefined,
    delayMs: (delay?.ms ?? (delay ? 5_000 : 0)) + (reorder ? reorderDelay(world) : 0),
    copies: duplicate ? (duplicate.copies ?? 2) : 1,
    parallel: duplicate?.parallel ?? false,
    corrupt: corrupt ? (corrupt.part ?? "signature") : null,
  };
}

/**
 * The first event of a window waits longest, the next one a step less: they arrive in reverse order, and surely so,
 * because a mere random delay would often leave the order as it was.
 */
function reorderDelay(world: World): number {
  const waiting = world.store.one<{ first: number | null; last: number | null }>(
    `select min(next_attempt_at) as first, max(next_attempt_at) as last from deliveries where status = 'pending' and tries = 0`,
  );
  const now = world.now().getTime();
  const soonest = waiting?.first ?? null;
  const fresh = soonest === null || soonest <= now + REORDER_STEP_MS;
  return fresh ? REORDER_STEP_MS * REORDER_LENGTH : soonest - now - REORDER_STEP_MS;
}
