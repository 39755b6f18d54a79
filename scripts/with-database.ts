import path from "node:path";
import { embeddedEnvironment } from "./launch/embedded-environment.ts";
import { loadEnvironmentFile } from "./launch/environment.ts";
import { type Household, startHousehold } from "./launch/household.ts";
import { dataDirOf } from "./launch/options.ts";
import { ProgramEnded } from "./launch/program.ts";

/**
 * `node scripts/with-database.ts FILE [arguments…]`: runs one of src/cli's programs on the database of `DATABASE_URL`,
 * or on the embedded one, which `--data DIR` finds elsewhere than in .data.
 */
const [script = "src/cli/migrate.ts", ...rest] = process.argv.slice(2);
const MIGRATE = "src/cli/migrate.ts";

loadEnvironmentFile();
const household = startHousehold();
try {
  const { data, args } = takeDataOption(rest);
  const env = process.env.DATABASE_URL ? {} : await embedded(household, dataDirOf(data, process.env));
  await household.run({ name: script, script, args, env });
  await household.stop(0);
} catch (error) {
  if (!household.isStopping()) {
    // The program has said on the screen why it failed; only what went wrong before it is left to say.
    if (!(error instanceof ProgramEnded)) console.error(error instanceof Error ? error.message : error);
    await household.stop(error instanceof ProgramEnded ? (error.ending.code ?? 1) : 1);
  }
}

/** An embedded database may be empty yet, or of an earlier version: nobody else keeps it up to date. */
async function embedded(within: Household, dataDir: string): Promise<Record<string, string>> {
  const env = await embeddedEnvironment(within, dataDir);
  if (script !== MIGRATE) {
    const logFile = path.join(dataDir, "logs", "migrate.log");
    await within.run({ name: MIGRATE, script: MIGRATE, env, logFile });
  }
  return env;
}

function takeDataOption(given: string[]): { data: string | undefined; args: string[] } {
  const place = given.indexOf("--data");
  if (place === -1) return { data: undefined, args: given };
  return { data: given[place + 1], args: given.toSpliced(place, 2) };
}
