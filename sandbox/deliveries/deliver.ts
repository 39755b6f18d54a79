import type { World } from "../core/world";
import type { Delivery } from "./queue";
import { attempt, type AttemptResult, type Send } from "./send";

/** One round of a delivery: usually one attempt, several while the fault `duplicate` is on. */
export async function deliverOnce(
  world: World,
  delivery: Delivery,
  send: Send,
  manual = false,
): Promise<AttemptResult> {
  const copies = manual ? 1 : delivery.copies;
  const results: AttemptResult[] = [];
  if (delivery.parallel === 1)
    results.push(...(await Promise.all(Array.from({ length: copies }, () => attempt(world, delivery, send)))));
  else for (let copy = 0; copy < copies; copy += 1) results.push(await attempt(world, delivery, send));
  world.store.transaction(() => record(world, delivery, results, manual));
  return (
    results.find(accepted) ?? results.at(-1) ?? { status: null, answer: null, error: "Nothing was sent", durationMs: 0 }
  );
}

export function accepted(result: AttemptResult): boolean {
  return result.status !== null && result.status >= 200 && result.status < 300;
}

function record(world: World, delivery: Delivery, results: readonly AttemptResult[], manual: boolean): void {
  const now = world.now().getTime();
  for (const result of results)
    world.store.run(
      `insert into attempts (delivery_id, at, duration_ms, status, answer, error, manual) values (?, ?, ?, ?, ?, ?, ?)`,
      delivery.id,
      now,
      result.durationMs,
      result.status,
      result.answer,
      result.error,
      manual ? 1 : 0,
    );
  if (results.some(accepted)) {
    world.store.run(
      `update deliveries set status = 'delivered', tries = tries + 1, next_attempt_at = null where id = ?`,
      delivery.id,
    );
    return;
  }
  // A resend by hand that fails changes nothing about the delivery's own timetable.
  if (manual) return;
  const wait = world.settings.retryDelaysMs[delivery.tries];
  // A spoiled delivery is spoiled once: the retry is what the receiver must then be able to take.
  world.store.run(
    `update deliveries set status = ?, tries = tries + 1, next_attempt_at = ?, corrupt = null where id = ?`,
    wait === undefined ? "failed" : "pending",
    wait === undefined ? null : now + wait,
    delivery.id,
  );
}
