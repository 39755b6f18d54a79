import { setTimeout as sleep } from "node:timers/promises";
import type { MortalPostgres } from "../school/mortal-postgres";
import { findLeftOvers, letTimePass } from "./left-overs";

type Calm = {
  /** In which everything must have come to its end, beside the time that a backlog takes. */
  withinSeconds: number;
  /** After this, back-offs are shortened: what was refused many times in a row waits for minutes. */
  hurryAfterSeconds: number;
};

const LOOK_EVERY_MS = 1_000;
const LEAP_SECONDS = 600;
/** So many things a second are done at least, on a machine that is busy with other things too. */
const DONE_PER_SECOND = 5;

/** The troubles are over. Waits until nothing is under way any more; what is left when the time is over is returned. */
export async function settle(
  postgres: MortalPostgres,
  { withinSeconds, hurryAfterSeconds }: Calm,
): Promise<{ seconds: number; leftOver: string[] }> {
  const begun = performance.now();
  const seconds = () => Math.round((performance.now() - begun) / 1_000);
  const backlog = (await findLeftOvers(postgres)).length;
  const longestSeconds = withinSeconds + backlog / DONE_PER_SECOND;
  let nextLeap = hurryAfterSeconds;
  for (;;) {
    const leftOver = await findLeftOvers(postgres);
    if (leftOver.length === 0 || seconds() >= longestSeconds) return { seconds: seconds(), leftOver };
    if (seconds() >= nextLeap) {
      await letTimePass(postgres, LEAP_SECONDS);
      nextLeap = seconds() + 5;
    }
    await sleep(LOOK_EVERY_MS);
  }
}
