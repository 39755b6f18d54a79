import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { canMeasureCpu, cpuMsOfTree, withCpu } from "./cpu";

/** A few ticks of the system's clock. */
const BURN = "const until = performance.now() + 150; while (performance.now() < until);";

test.runIf(canMeasureCpu())("the CPU of a child counts, also once it has ended", async () => {
  const { cpuMs } = await withCpu({ own: process.pid }, async () => {
    const child = spawn(process.execPath, ["--eval", BURN]);
    await once(child, "exit");
  });

  expect(cpuMs?.own).toBeGreaterThanOrEqual(50);
});

test.runIf(canMeasureCpu())("a process that is gone is an error, not a zero", () => {
  expect(() => cpuMsOfTree(2 ** 22 + 1)).toThrow(/has ended/);
});
