import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../../../scripts/npm-install.mjs";
import type { Options } from "../options";
import type { Scenario, Scene } from "../scenario";
import { SECRETS } from "../school/settings";

/**
 * A deploy as it happens: the old version sells on its own schema, the new one starts beside it and migrates, both sell on the
 * new schema, the old one is told to stop. The old version's API and jobs are its own code; its pages are those of this build.
 */
export const deploy: Scenario = {
  name: "deploy",
  sentence: "the next version is deployed under load: the old code goes on for a while on the new schema",
  cannotRun: async () =>
    existsSync(path.join(root, ".git")) ? null : "without the repository's history there is no old version",
  plan: (options, folder) => ({ root: unpackOldVersion(options, folder) }),
  makeTrouble: async (scene) => {
    const { school, chance, options, fault, say, complain } = scene;
    await chance.sleepSeconds(options.seconds / 4, options.seconds / 4);
    const before = await countMigrations(scene);
    const [oldWeb, oldWorker] = [school.webs[0], school.workers[0]];
    await school.addWeb({ label: "-new", root });
    await school.addWorker({ label: "-new", root });
    const after = await countMigrations(scene);
    if (after === before) complain("the next version brought no migration: no old code met a new schema");
    fault("migrations while the old version was selling", after - before);
    fault("deploys");
    say(`old and new code together on ${after} migrations (the old code knows ${before})`);
    await chance.sleepSeconds(options.seconds / 4, options.seconds / 4);
    await deliverTo(scene, school.origins[1] ?? "");
    await chance.sleepSeconds(options.seconds / 4, options.seconds / 4);
    school.origins.shift();
    await Promise.all([oldWeb?.stop(), oldWorker?.stop()]);
    say("the old version has stopped");
    await chance.sleepSeconds(options.seconds / 4, options.seconds / 4);
  },
};

/** The last commit before the newest migration: what runs on the day on which that one is deployed. */
function unpackOldVersion({ old }: Options, folder: string): string {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, maxBuffer: 256 * 1024 * 1024 });
  const commit = old ?? `${git("log", "-1", "--format=%H", "--", "drizzle/meta/_journal.json").toString().trim()}^`;
  const place = path.join(folder, "old-version");
  mkdirSync(place);
  execFileSync("tar", ["-x", "-C", place], { input: git("archive", commit) });
  for (const shared of ["node_modules", ".next"]) symlinkSync(path.join(root, shared), path.join(place, shared));
  return place;
}

/** A balancer would do that: Stripe's events reach the new version from here on. */
async function deliverTo({ school: { sandboxUrl } }: Scene, origin: string): Promise<void> {
  const headers = { authorization: `Bearer ${SECRETS.secretKey}` };
  const listed = await fetch(`${sandboxUrl}/v1/webhook_endpoints`, { headers });
  const [endpoint] = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(await listed.json()).data;
  const moved = await fetch(`${sandboxUrl}/v1/webhook_endpoints/${endpoint?.id}`, {
    method: "POST",
    headers,
    body: new URLSearchParams({ url: `${origin}/api/webhooks/stripe` }),
  });
  if (!moved.ok) throw new Error(`the webhook could not be moved: ${await moved.text()}`);
}

async function countMigrations({ school }: Scene): Promise<number> {
  const [row] = await school.postgres.rows<{ count: number }>(
    "select count(*)::int as count from drizzle.__drizzle_migrations",
  );
  return row?.count ?? 0;
}
