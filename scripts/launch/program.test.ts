import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { isAlive } from "../file-lock.mjs";
import { ProgramEnded, runProgram, startProgram } from "./program.ts";

const folder = mkdtempSync(path.join(tmpdir(), "programs-"));
afterAll(() => rmSync(folder, { recursive: true }));

function givenScript(name: string, code: string): { name: string; script: string; logFile: string } {
  const script = path.join(folder, `${name}.mjs`);
  writeFileSync(script, code);
  return { name, script, logFile: path.join(folder, `${name}.log`) };
}

test("a program is ready when it says so, and all it prints is in its log", async () => {
  const program = startProgram(
    givenScript("server", 'console.log("one\\nReady on http://x"); setInterval(() => {}, 1000);'),
  );

  const url = await program.prints(/Ready on (\S+)/);
  await program.stop(2_000);

  expect(url).toBe("http://x");
  expect(readFileSync(path.join(folder, "server.log"), "utf8")).toBe("one\nReady on http://x\n");
});

test("a program that fails is told with its last words", async () => {
  const failing = givenScript("failing", 'console.error("no port is free"); process.exit(3);');

  const run = runProgram(failing);

  await expect(run).rejects.toThrow(ProgramEnded);
  await expect(run).rejects.toThrow(/code 3\nno port is free/);
});

test("whoever waits for the first words of a program that dies hears of its death", async () => {
  const program = startProgram(givenScript("dying", "process.exit(1);"));

  await expect(program.prints(/ready/)).rejects.toThrow("dying: code 1");
});

test("a program that does not stop is killed, and what it has started with it", async () => {
  const code = `
    import { spawn } from "node:child_process";
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    process.on("SIGTERM", () => {});
    console.log("child " + child.pid);
    setInterval(() => {}, 1000);
  `;
  const program = startProgram(givenScript("stubborn", code));
  const child = Number(await program.prints(/child (\d+)/));

  await program.stop(300);
  await sleep(100);

  expect(isAlive(program.pid)).toBe(false);
  expect(isAlive(child)).toBe(false);
});

test("a program ends when the one that has started it is killed", async () => {
  const { script } = givenScript("orphan", 'console.log("orphan " + process.pid); setInterval(() => {}, 1000);');
  const launcher = `
    import { startProgram } from ${JSON.stringify(new URL("program.ts", import.meta.url).href)};
    const program = startProgram({ name: "orphan", script: ${JSON.stringify(script)}, logFile: ${JSON.stringify(path.join(folder, "orphan.log"))} });
    console.log(await program.prints(/orphan (\\d+)/));
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", launcher], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = Number(await new Promise((resolve) => parent.stdout.once("data", (text) => resolve(String(text)))));

  parent.kill("SIGKILL");
  const deadline = Date.now() + 5_000;
  while (isAlive(pid) && Date.now() < deadline) await sleep(50);

  expect(isAlive(pid)).toBe(false);
});
