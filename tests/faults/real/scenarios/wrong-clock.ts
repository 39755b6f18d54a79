import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Scenario } from "../scenario";

const MINUTES = 10;
/** Debian's package faketime; LIBFAKETIME names another place. */
const LIBRARIES = "/usr/lib";

/** Web's and worker's machine is wrong by more than Stripe's signatures bear; the database's and Stripe's are right. */
export const wrongClock = (direction: "fast" | "slow"): Scenario => ({
  name: `clock-${direction}`,
  sentence: `the clock of web and worker is ${MINUTES} minutes ${direction}`,
  plan: () => ({ webs: 0, workers: 0 }),
  makeTrouble: async ({ school, chance, options, fault, say, complain }) => {
    const version = wrongBy(direction === "fast" ? MINUTES : -MINUTES);
    say(`shifted by ${version.by}`);
    await school.addWeb(version);
    await school.addWorker(version);
    fault(`processes with a clock ${MINUTES} minutes ${direction}`, 2);
    await chance.sleepSeconds(options.seconds, options.seconds);

    const [alert] = await school.postgres.rows<{ ahead: number }>(
      `select (details->>'aheadSeconds')::int as ahead from alerts where kind = 'CLOCK_SKEW'`,
    );
    if (Math.abs((alert?.ahead ?? 0) - version.seconds) > 30) complain("no alert told that the clock is wrong");
    const [astray] = await school.postgres.rows<{ count: number }>(
      `select count(*)::int as count from orders where abs(extract(epoch from created_at - now())) > ${options.seconds + 120}`,
    );
    if (astray?.count !== 0) complain(`${astray?.count} orders are dated by the wrong clock`);
  },
});

function wrongBy(minutes: number): { label: string; settings: Record<string, string>; by: string; seconds: number } {
  const seconds = minutes * 60;
  const library = findLibrary();
  if (library === undefined)
    return {
      label: "-shifted",
      by: "a replaced Date in those processes (Debian's libfaketime is not installed)",
      seconds,
      settings: {
        NODE_OPTIONS: `--import ${new URL("shift-clock.mjs", import.meta.url).href}`,
        CAMPAIGN_CLOCK_SHIFT_MS: String(seconds * 1_000),
      },
    };
  return {
    label: "-shifted",
    by: "libfaketime",
    seconds,
    settings: {
      LD_PRELOAD: library,
      FAKETIME: `${minutes > 0 ? "+" : "-"}${Math.abs(minutes)}m`,
      // Timers measure durations: a machine with a wrong clock has right ones.
      DONT_FAKE_MONOTONIC: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    },
  };
}

function findLibrary(): string | undefined {
  const named = process.env["LIBFAKETIME"];
  if (named !== undefined) return named;
  if (!existsSync(LIBRARIES)) return undefined;
  return readdirSync(LIBRARIES)
    .map((machine) => path.join(LIBRARIES, machine, "faketime", "libfaketimeMT.so.1"))
    .find((file) => existsSync(file));
}
