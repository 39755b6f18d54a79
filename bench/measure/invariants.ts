import path from "node:path";
import { runProgram } from "../../scripts/launch/program";
import type { Bench } from "../part";

let checked = 0;

/** `npm run invariants` on what the slices have left. @throws with its report when a row breaks one: fast and wrong is no figure. */
export async function expectInvariants({ postgres, folder }: Bench, database: string): Promise<void> {
  checked += 1;
  await runProgram({
    name: "invariants",
    script: "src/cli/invariants.ts",
    env: { DATABASE_URL: postgres.url(database) },
    logFile: path.join(folder, `invariants-${checked}.log`),
  });
}
