import { COMMIT_FATES } from "../proxy/database-proxy";
import type { Scenario, Scene } from "../scenario";

/** How often at least a fault must have struck to prove something. */
const PROVEN = 5;

/** The line between us and PostgreSQL, by a proxy that knows where a COMMIT passes. */
export const cutCommits: Scenario = {
  name: "cut-commits",
  sentence: "the connection is cut at COMMIT: before it is sent, as it is sent, after it was done",
  makeTrouble: async (scene) => {
    const { school, chance, options } = scene;
    school.proxy.behave({ fateOfCommit: () => (chance.happens(0.12) ? chance.oneOf(COMMIT_FATES) : "passes") });
    await passTime(scene, options.seconds);
    for (const kind of ["cut before COMMIT was sent", "cut as COMMIT was sent", "cut after COMMIT, before its answer"])
      if ((school.proxy.faults.get(kind) ?? 0) < PROVEN)
        scene.complain(`the proxy hardly ever ${kind}: nothing was proven`);
  },
};

export const slowLine: Scenario = {
  name: "slow-line",
  sentence: "the line to PostgreSQL delays every piece, then carries a fraction of what it did, then both",
  makeTrouble: async (scene) => {
    const { school, chance, options, fault } = scene;
    const delayMs = () => chance.between(5, 60);
    for (const [kind, manners] of [
      ["line delayed", { delayMs }],
      ["line narrowed to 64 kB/s", { bytesPerSecond: 64_000 }],
      ["line narrowed to 32 kB/s", { bytesPerSecond: 32_000 }],
      ["line delayed and narrowed", { delayMs, bytesPerSecond: 32_000 }],
    ] as const) {
      school.proxy.behave(manners);
      fault(kind);
      await passTime(scene, options.seconds / 4);
    }
  },
};

/** After this long without an answer a connection must have been given up; TCP alone would wait for a quarter of an hour. */
const GIVEN_UP_WITHIN_SECONDS = 60;

export const silentLine: Scenario = {
  name: "silent-line",
  sentence: "connections to PostgreSQL stay open and fall silent for good, as behind a router that forgot them",
  makeTrouble: async (scene) => {
    const { school, chance, options, say, complain } = scene;
    school.proxy.behave({ fallsSilent: () => chance.happens(0.012) });
    await passTime(scene, options.seconds);
    school.proxy.behave();
    const fallen = school.proxy.faults.get("connections fallen silent") ?? 0;
    say(`${fallen} connections have fallen silent`);
    if (fallen < PROVEN) complain("hardly any connection fell silent: nothing was proven");
    await mustRecover(scene, GIVEN_UP_WITHIN_SECONDS);
  },
};

/** New visitors are served again, by connections that answer. */
async function mustRecover({ school, chance, complain }: Scene, withinSeconds: number): Promise<void> {
  const until = performance.now() + withinSeconds * 1_000;
  let inARow = 0;
  while (performance.now() < until) {
    const served = await Promise.all(
      Array.from({ length: 10 }, () =>
        fetch(`${school.origins[0]}/api/stages`, { signal: AbortSignal.timeout(5_000) }).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    inARow = served.every(Boolean) ? inARow + 1 : 0;
    if (inARow === 5) return;
    await chance.sleepSeconds(0.5, 0.5);
  }
  complain(`${withinSeconds} s after the line was whole again visitors were still not served`);
}

async function passTime({ chance, say, tally }: Scene, seconds: number): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    await chance.sleepSeconds(1, 1);
    if (Math.floor((until - performance.now()) / 1_000) % 20 === 0)
      say(`${tally.count("succeeded")} payments seen by their visitors`);
  }
}
