import { rateLimited } from "../core/stripe-error";
import type { World } from "../core/world";

/** So many requests in a second of the sandbox's clock, then 429 until the next one. */
export class RateLimit {
  private readonly world: World;
  private second = 0;
  private requests = 0;

  constructor(world: World) {
    this.world = world;
  }

  count(): void {
    const limit = this.world.settings.rateLimit;
    if (limit <= 0) return;
    const second = Math.floor(this.world.now().getTime() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.requests = 0;
    }
    this.requests += 1;
    if (this.requests > limit) throw rateLimited();
  }
}
