import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { buildServer } from "../scripts/launch/build-server";
import { BUILT_SERVER, nodeArguments } from "../scripts/launch/node-arguments";
import { root } from "@/lib/root";

// Each test starts a program, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const started: ChildProcess[] = [];
/** Built beside the one that may run. */
const folder = path.join("dist", `test-${process.pid}`);

beforeAll(() => buildServer(folder));
afterAll(() => rmSync(path.join(root, folder), { recursive: true }));

/** The program as `npm start` runs it. */
function run(args: string[], environment: Partial<NodeJS.ProcessEnv> = {}) {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    LOG_LEVEL: "info",
    HOST: "127.0.0.1",
    PUBLIC_URL: undefined,
    ...environment,
    NODE_ENV: "production",
  };
  const main = path.join(folder, path.basename(BUILT_SERVER));
  const child = spawn(process.execPath, [...nodeArguments(BUILT_SERVER), main, ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  const output = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.err += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const says = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(output.out);
      if (match) return match;
      if (child.exitCode !== null) throw new Error(`it ended: ${output.err}${output.out}`);
      await sleep(50);
    }
  };
  return { child, output, ended, says };
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

test("a missing setting ends the start with one sentence that names it [M7]", async () => {
  const { ended, output } = run(["--worker"], { STRIPE_WEBHOOK_SECRET: " ", STRIPE_SECRET_KEY: "wrong-secret-value" });

  expect(await ended).toBe(1);
  expect(output.err.trim().split("\n")).toHaveLength(1);
  expect(output.err).toContain("STRIPE_WEBHOOK_SECRET is missing");
  expect(output.err).toContain("STRIPE_SECRET_KEY must begin with");
  expect(output.err + output.out).not.toContain("wrong-secret-value");
});

test("a database that is not there ends the start with a sentence, and tells no password", async () => {
  const { ended, output } = run(["--worker"], { DATABASE_URL: "postgresql://envol:hunter2@127.0.0.1:1/envol" });

  expect(await ended).toBe(1);
  expect(output.err.trim().split("\n")).toHaveLength(1);
  expect(output.err).toContain("DATABASE_URL cannot be reached");
  expect(output.err + output.out).not.toContain("hunter2");
});

test("an option that is none is answered with the ones that are", async () => {
  const { ended, output } = run(["--wroker"]);

  expect(await ended).toBe(1);
  expect(output.err).toMatch(/^Usage: npm start/);
});

test("a worker answers at its port, works, and ends in good order when told to [K11]", async () => {
  const { child, ended, output, says } = run(["--worker"], {
    WORKER_PORT: "0",
    METRICS_TOKEN: "s3cret-token",
    EXPIRE_SECONDS: "0.2",
  });
  const [, url] = await says(/Envol worker ready on (\S+)/);

  expect((await fetch(`${url}/api/health/ready`)).status).toBe(200);
  expect((await fetch(`${url}/metrics`)).status).toBe(401);
  const figures = async () =>
    (await fetch(`${url}/metrics`, { headers: { authorization: "Bearer s3cret-token" } })).text();
  await expect
    .poll(figures, { timeout: 10_000 })
    .toMatch(/envol_job_runs_total\{job="release-lapsed-holds",outcome="ok"\} [1-9]/);
  expect(await figures()).not.toContain('outcome="failed"');

  const begun = performance.now();
  child.kill("SIGTERM");

  expect(await ended).toBe(0);
  expect(performance.now() - begun).toBeLessThan(4_000);
  expect(output.err).toBe("");
  for (const secret of ["s3cret-token", "sk_test_envol", "whsec_envol"]) expect(output.out).not.toContain(secret);
});

test("a worker told to stop while its database hangs ends within four seconds all the same [K11]", async () => {
  const { child, ended, says } = run(["--worker"], { WORKER_PORT: "0", EMAIL_SECONDS: "0.2" });
  await says(/Envol worker ready on/);
  const locker = new pg.Client({ connectionString: process.env["DATABASE_URL"] });
  await locker.connect();
  await locker.query("begin; lock table emails in access exclusive mode");
  await sleep(1_000);

  const begun = performance.now();
  child.kill("SIGTERM");

  expect(await ended).toBe(0);
  expect(performance.now() - begun).toBeLessThan(4_500);
  await locker.end();
});

test("a port that is taken ends the start with a sentence", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo; // it listens on a port

  const { ended, output } = run(["--worker"], { WORKER_PORT: String(port) });

  expect(await ended).toBe(1);
  expect(output.err.trim()).toBe(
    `Envol cannot start: port ${port} is taken by another program. Set WORKER_PORT to a free one.`,
  );
  other.close();
});
