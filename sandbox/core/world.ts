import type { Settings } from "../options";
import type { Listeners } from "../cli/listeners";
import type { Store } from "./store";

/** What every part of the sandbox works with. */
export type World = {
  store: Store;
  now: () => Date;
  random: () => number;
  settings: Settings;
  /** The Stripe CLI, where it listens. */
  listeners: Listeners;
};

/** The API request that makes something happen; events name it. Both null: it happened by itself. */
export type Cause = { requestId: string | null; idempotencyKey: string | null };

export type Context = World & { cause: Cause };

export const BY_ITSELF: Cause = { requestId: null, idempotencyKey: null };

export function seconds(world: World): number {
  return Math.floor(world.now().getTime() / 1000);
}
