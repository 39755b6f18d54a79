import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export type Pace = {
  /** How long each piece waits. */
  delayMs: () => number;
  /** 0: as fast as the machine. */
  bytesPerSecond: number;
};

/** Writes to a socket one piece after the other, at the pace that counts when the piece's turn comes. */
export function slowPipe(
  to: Socket,
  pace: () => Pace,
): { write: (bytes: Buffer) => Promise<void>; idle: () => Promise<void> } {
  let queue: Promise<void> = Promise.resolve();

  async function pass(bytes: Buffer): Promise<void> {
    const { delayMs, bytesPerSecond } = pace();
    const wait = delayMs() + (bytesPerSecond > 0 ? (bytes.length / bytesPerSecond) * 1_000 : 0);
    if (wait > 0) await sleep(wait);
    if (to.destroyed || to.writableEnded) return;
    if (!to.write(bytes)) await Promise.race([once(to, "drain"), once(to, "close")]);
  }

  return {
    write: (bytes) => (queue = queue.then(() => pass(bytes)).catch(() => undefined)),
    idle: () => queue,
  };
}
