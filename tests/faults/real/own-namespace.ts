import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Result } from "./run-scenario";
import type { Scenario } from "./scenario";

const MARK = "CAMPAIGN_IN_NAMESPACE";

export const isInNamespace = (): boolean => process.env[MARK] !== undefined;
export const needsNamespace = (scenario: Scenario): boolean => (scenario.inOwnNamespace ?? false) && !isInNamespace();

/** The same campaign once more, in a mount namespace of its own: what it mounts is seen by nobody else and goes away with it. */
export async function runInNamespace(name: string, args: readonly string[]): Promise<Result> {
  const flags = ["--mount", ...(process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"])];
  if (spawnSync("unshare", [...flags, "true"]).status !== 0)
    return { ...unheard(name), breaches: [], skipped: "this machine lets nobody have a mount namespace" };
  const campaign = fileURLToPath(new URL("campaign.ts", import.meta.url));
  const command = [process.execPath, ...process.execArgv, campaign, ...withoutOnly(args), "--only", name];
  const child = spawn("unshare", [...flags, "--", ...command], {
    env: { ...process.env, [MARK]: "1" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // Maps travel as they are.
    serialization: "advanced",
  });
  const stop = () => void child.kill("SIGTERM");
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return new Promise((resolve) => {
    let result = unheard(name);
    // The other end is this very program, see `reportBack`.
    child.on("message", (told) => (result = told as Result));
    child.on("error", () => resolve(result));
    child.on("exit", () => resolve(result));
  });
}

export async function reportBack(result: Result): Promise<void> {
  await new Promise<void>((resolve) => process.send?.(result, undefined, undefined, () => resolve()));
  process.exit(0);
}

function withoutOnly(args: readonly string[]): string[] {
  return args.filter((arg, index) => arg !== "--only" && args[index - 1] !== "--only" && !arg.startsWith("--only="));
}

const unheard = (name: string): Result => ({
  name,
  faults: new Map(),
  seconds: 0,
  verdict: null,
  answers: new Map(),
  breaches: ["the scenario's own process ended without a word"],
  folder: null,
  skipped: null,
});
