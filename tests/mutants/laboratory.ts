import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import type { CodeGuard, DatabaseGuard, Witnesses } from "./guard.ts";
import { copyTree, withMutant } from "./mutated-copy.ts";
import type { Template } from "./templates.ts";
import { type Answer, type Question, type Verdict, verdictOf } from "./verdict.ts";

/** Longer than any of the named files takes on a busy machine; each test has its own, shorter limit. */
const LONGEST_RUN_MS = 900_000;

const WANT_OF_TIME = /timed? ?out|unavailable|\b503\b|terminated/i;

/** A copy of the tree, a database that its tests copy, and a Vitest that runs them. One mutant at a time. */
export class Laboratory {
  private readonly directory: string;
  private readonly template: Template;
  private tester: ChildProcess | undefined;
  /** Files that are as they were again, which the tester must be told. */
  private changedBefore: string[] = [];

  constructor(root: string, directory: string, template: Template) {
    this.directory = copyTree(root, directory);
    this.template = template;
  }

  /** As the tree is. */
  async runWhole(files: string[]): Promise<Verdict> {
    return verdictOf(await this.ask({ files }, []));
  }

  async tryInCode(guard: CodeGuard): Promise<Verdict> {
    const changed = [path.join(this.directory, guard.file)];
    try {
      return await withMutant(this.directory, guard, () => this.tryTwice(guard.tests, changed));
    } finally {
      this.changedBefore = changed;
    }
  }

  async tryInDatabase(guard: DatabaseGuard): Promise<Verdict> {
    return this.withDatabase(guard.sql, () => this.tryTwice(guard.tests, []));
  }

  /**
   * Takes several out together: each must be noticed by a test that has its name in its own. For constraints that is as good as
   * one by one, because each such test asks which constraint refused.
   */
  async tryTogether(guards: DatabaseGuard[]): Promise<Verdict[]> {
    const files = [...new Set(guards.flatMap(({ tests }) => tests.files))];
    return this.withDatabase(guards.map(({ sql }) => sql).join(";\n"), async () => {
      const answer = await this.ask({ files }, [], { bail: false });
      return guards.map(({ tests: { named = "", says } }) => verdictOf(answer, { named, says }));
    });
  }

  /**
   * On a busy machine a test can fail for want of time, which is no proof: where that may be, or where any test of a whole file
   * noticed, it must notice again.
   */
  private async tryTwice(tests: Witnesses, changed: string[]): Promise<Verdict> {
    const { says } = tests;
    const verdict = verdictOf(await this.ask(tests, changed), { says });
    if (verdict.kind !== "killed" || (tests.named !== undefined && !WANT_OF_TIME.test(verdict.why))) return verdict;
    const again = verdictOf(await this.ask({ ...tests, named: verdict.by }, changed), { says });
    // A test that only does not come to its end says nothing: not even what it waits for.
    if (again.kind === "killed" && /timed out in/.test(again.why))
      return { kind: "nothing ran", why: `came to no end, twice: ${again.by}: ${again.why}` };
    if (again.kind === "killed") return again;
    return { kind: "nothing ran", why: `fails now and then, so it proves nothing: ${verdict.by}: ${verdict.why}` };
  }

  close(): void {
    this.tester?.disconnect();
  }

  private async withDatabase<T>(statement: string, run: () => Promise<T>): Promise<T> {
    try {
      await this.template.mutate(statement);
      return await run();
    } finally {
      await this.template.restore();
    }
  }

  private async ask({ files, named }: Witnesses, changed: string[], { bail = true } = {}): Promise<Answer> {
    const question = { files, named, bail, changed: [...changed, ...this.changedBefore] };
    this.changedBefore = [];
    const tester = (this.tester ??= await startTester(this.directory, this.template));
    try {
      return await answerOf(tester, question);
    } catch (error) {
      tester.kill("SIGKILL");
      this.tester = undefined;
      return { tests: [], broken: String(error) };
    }
  }
}

function startTester(directory: string, { adminUrl, name }: Template): Promise<ChildProcess> {
  const tester = fork(path.join(directory, "tests/mutants/tester.ts"), {
    cwd: directory,
    env: { ...process.env, TEST_ADMIN_URL: adminUrl, TEST_TEMPLATE_DATABASE: name },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  return new Promise((resolve, reject) => {
    tester.once("message", () => resolve(tester));
    tester.once("exit", () => reject(new Error("the tests' runner did not start")));
  });
}

function answerOf(tester: ChildProcess, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => ended(new Error("the tests did not end")), LONGEST_RUN_MS);
    const onExit = () => ended(new Error("the tests' runner ended"));
    // Only our own tester writes here.
    const onMessage = (message: unknown) => ended(undefined, message as Answer);
    const ended = (error?: Error, answer?: Answer) => {
      clearTimeout(tooLong);
      tester.off("exit", onExit).off("message", onMessage);
      if (answer === undefined) reject(error ?? new Error("no answer"));
      else resolve(answer);
    };
    tester.once("exit", onExit).once("message", onMessage);
    tester.send(question);
  });
}
