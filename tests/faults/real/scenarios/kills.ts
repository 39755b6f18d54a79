import type { Scenario, Scene } from "../scenario";
import type { School } from "../school/open-school";

export const VICTIMS = ["web", "worker", "sandbox", "postgres"] as const;
type Victim = (typeof VICTIMS)[number];

/** Between two deaths: long enough that orders are paid, short enough that some die while they are still starting up their work. */
const LIVES_SECONDS = { least: 0.2, most: 4 };
const DOWN_SECONDS = { least: 0, most: 0.6 };

/** `kill -9` of one program again and again while visitors buy; each time it is started again, as a service manager does. */
export const killScenario = (victim: Victim): Scenario => ({
  name: `kill-${victim}`,
  sentence: `kill -9 of ${victim === "postgres" ? "PostgreSQL" : victim} at random moments under load`,
  makeTrouble: async (scene) => {
    for (let kill = 1; kill <= scene.options.kills; kill += 1) {
      await killOnce(scene, victim);
      if (kill % 10 === 0)
        scene.say(`${kill} kills, ${scene.tally.count("succeeded")} payments seen by their visitors`);
    }
    // The last one, too, shall be met by visitors.
    await scene.chance.sleepSeconds(LIVES_SECONDS.most, LIVES_SECONDS.most * 2);
  },
});

/** For a test run: each of them in turn, so many times. */
export const killEach: Scenario = {
  name: "kill-each",
  sentence: "kill -9 of web, worker, sandbox and PostgreSQL in turn under load",
  makeTrouble: async (scene) => {
    for (let round = 1; round <= scene.options.kills; round += 1)
      for (const victim of VICTIMS) await killOnce(scene, victim);
    await scene.chance.sleepSeconds(LIVES_SECONDS.most, LIVES_SECONDS.most);
  },
};

async function killOnce({ school, chance, fault }: Scene, victim: Victim): Promise<void> {
  await chance.sleepSeconds(LIVES_SECONDS.least, LIVES_SECONDS.most);
  const program = programOf(school, victim);
  await program.kill();
  fault(`kill -9 of ${victim}`);
  await chance.sleepSeconds(DOWN_SECONDS.least, DOWN_SECONDS.most);
  await program.start();
}

function programOf(school: School, victim: Victim): { kill: () => Promise<void>; start: () => Promise<void> } {
  const program = {
    web: school.webs[0],
    worker: school.workers[0],
    sandbox: school.sandbox,
    postgres: school.postgres,
  }[victim];
  if (program === undefined) throw new Error(`this school has no ${victim}`);
  return program;
}
