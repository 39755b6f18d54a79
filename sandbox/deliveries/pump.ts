import type { World } from "../core/world";
import { BY_ITSELF } from "../core/world";
import { performDueTasks } from "../objects/perform-tasks";
import { deliverOnce } from "./deliver";
import { dueDeliveries, nextDueAt } from "./find";
import type { Delivery } from "./queue";
import type { Send } from "./send";

/** At once to all endpoints together; Stripe too sends in parallel and promises no order. */
const MOST_AT_ONCE = 16;
/** An injected clock may jump: it is looked at this often at least. */
const LONGEST_SLEEP_MS = 500;

/** Does by timer what is due: settlements, refunds that end, deliveries and their retries. */
export class Pump {
  private readonly world: World;
  private readonly send: Send;
  private readonly flying = new Map<number, Promise<unknown>>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = true;

  constructor(world: World, send: Send) {
    this.world = world;
    this.send = send;
  }

  start(): void {
    this.stopped = false;
    this.wake();
  }

  /** Something may be due now. */
  wake(): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.turn(), 0);
    this.timer.unref();
  }

  /** Deliveries that have begun end first; their receivers would otherwise get them again without need. */
  async stop(patienceMs: number): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    let limit: NodeJS.Timeout | undefined;
    await Promise.race([
      Promise.allSettled(this.flying.values()),
      new Promise((resolve) => {
        limit = setTimeout(resolve, patienceMs);
      }),
    ]);
    clearTimeout(limit);
  }

  /** One after the other, oldest first, so that a simulation repeats exactly. Returns how many things were done. */
  async tick(): Promise<number> {
    let done = this.performTasks();
    for (const delivery of dueDeliveries(this.world, Number.MAX_SAFE_INTEGER)) {
      if (this.flying.has(delivery.id)) continue;
      await this.fly(delivery);
      done += 1;
    }
    return done;
  }

  private turn(): void {
    if (this.stopped) return;
    this.performTasks();
    const free = MOST_AT_ONCE - this.flying.size;
    for (const delivery of dueDeliveries(this.world, MOST_AT_ONCE * 2)
      .filter(({ id }) => !this.flying.has(id))
      .slice(0, free))
      void this.fly(delivery).finally(() => this.wake());
    this.sleep();
  }

  private sleep(): void {
    const next = nextDueAt(this.world);
    const wait = next === null ? LONGEST_SLEEP_MS : next - this.world.now().getTime();
    // What is due and not begun waits for one in flight to end, which wakes the pump by itself.
    const bounded = wait <= 0 ? LONGEST_SLEEP_MS : Math.min(wait, LONGEST_SLEEP_MS);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.turn(), bounded);
    this.timer.unref();
  }

  private fly(delivery: Delivery): Promise<unknown> {
    const flight = deliverOnce(this.world, delivery, this.send)
      .catch((error: unknown) => {
        // The store is closed under a delivery only when the sandbox ends.
        if (!this.stopped) console.error(`Stripe sandbox: delivery ${delivery.id} failed`, error);
      })
      .finally(() => this.flying.delete(delivery.id));
    this.flying.set(delivery.id, flight);
    return flight;
  }

  private performTasks(): number {
    return performDueTasks({ ...this.world, cause: BY_ITSELF });
  }
}
