import { isBuilt } from "./launch/build.ts";
import { embeddedEnvironment } from "./launch/embedded-environment.ts";
import { loadEnvironmentFile } from "./launch/environment.ts";
import { startHousehold } from "./launch/household.ts";
import { BUILT_SERVER } from "./launch/node-arguments.ts";
import { dataDirOf } from "./launch/options.ts";
import { ProgramEnded } from "./launch/program.ts";

/**
 * `npm start`: web and worker as they run in production, everything from the environment. `-- --web` or `-- --worker`
 * for one of them. It applies pending migrations itself.
 */
loadEnvironmentFile();
const args = process.argv.slice(2);
const household = startHousehold({
  onDeath: ({ how }) => console.error(`Envol has ended (${how}).`),
});
try {
  if (!isBuilt()) throw new Error("Nothing is built yet: npm run build does it.");
  const env = process.env.DATABASE_URL ? {} : await embeddedEnvironment(household, dataDirOf(undefined, process.env));
  household.start({ name: "Envol", script: BUILT_SERVER, args, env: { ...env, NODE_ENV: "production" } }, "shop");
} catch (error) {
  if (!household.isStopping()) {
    if (!(error instanceof ProgramEnded)) console.error(error instanceof Error ? error.message : error);
    await household.stop(1);
  }
}
