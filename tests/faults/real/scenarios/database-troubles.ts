import { setTimeout as sleep } from "node:timers/promises";
import type { Scenario, Scene } from "../scenario";

/** How often at least "not now" must have been heard, or a session ended, so that the trouble has been one. */
const PROVEN = 5;

export const terminateBackends: Scenario = {
  name: "terminate-backends",
  sentence: "pg_terminate_backend of random sessions under load, and kill -9 of some",
  makeTrouble: async (scene) => {
    const { school, chance, options, fault, complain } = scene;
    let ended = 0;
    await during(options.seconds, async () => {
      await chance.sleepSeconds(0.2, 0.9);
      const sessions = await school.postgres.rows<{ pid: number }>(
        "select pid from pg_stat_activity where application_name = 'envol' and backend_type = 'client backend' order by state, pid",
      );
      for (let count = chance.whole(1, 3); count > 0; count -= 1) {
        const session = chance.maybeOneOf(sessions);
        if (session === undefined) continue;
        ended += 1;
        // A killed one makes PostgreSQL end all the others and recover: rarely, or nobody would get anything done.
        if (chance.happens(0.03)) {
          process.kill(session.pid, "SIGKILL");
          fault("kill -9 of a session's process");
          await answering(scene);
        } else {
          await school.postgres.rows("select pg_terminate_backend($1)", [session.pid]);
          fault("pg_terminate_backend");
        }
      }
    });
    if (ended < PROVEN) complain(`${ended} sessions were ended: nothing was proven`);
  },
};

export const poolExhausted: Scenario = {
  name: "pool-exhausted",
  sentence: "two connections for everybody, and somebody else holds locks on the orders and stages",
  plan: () => ({ settings: { DATABASE_POOL_SIZE: "2" } }),
  makeTrouble: async (scene) => {
    const { school, chance, options, fault } = scene;
    await during(options.seconds, async () => {
      await chance.sleepSeconds(0.5, 2);
      const stranger = await school.postgres.connect();
      try {
        await stranger.query("begin");
        await stranger.query(chance.oneOf(LOCKS));
        fault("foreign locks held for seconds");
        await chance.sleepSeconds(3, 9);
        await stranger.query("rollback");
      } finally {
        await stranger.end();
      }
    });
    mustHaveHeard(scene, "503 database_unavailable");
  },
};

const LOCKS = [
  "lock table orders in access exclusive mode",
  "select id from stages for update",
  "select id from cart_sessions for update",
  "select id from payments for update",
] as const;

export const readOnlyDatabase: Scenario = {
  name: "read-only-database",
  sentence: "PostgreSQL turns read-only and back under load, as an old primary does in a failover",
  makeTrouble: async (scene) => {
    const { school, chance, options, fault } = scene;
    const setReadOnly = async (value: "on" | "off") => {
      await school.postgres.rows(`alter system set default_transaction_read_only = ${value}`);
      await school.postgres.rows("select pg_reload_conf()");
    };
    await during(options.seconds, async () => {
      await setReadOnly("on");
      fault("turned read-only");
      await chance.sleepSeconds(2, 7);
      await setReadOnly("off");
      await chance.sleepSeconds(1, 5);
    });
    mustHaveHeard(scene, "503 database_unavailable");
  },
};

async function during(seconds: number, round: () => Promise<void>): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) await round();
}

/** PostgreSQL recovers by itself after one of its processes was killed; the campaign's own questions wait for it. */
async function answering({ school, complain }: Scene): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await school.postgres.rows("select 1");
      return;
    } catch {
      await sleep(200);
    }
  }
  complain("PostgreSQL has not recovered");
}

function mustHaveHeard({ tally, complain }: Scene, what: string): void {
  if ((tally.answers.get(what) ?? 0) < PROVEN) complain(`visitors hardly ever heard ${what}: the trouble was none`);
}
