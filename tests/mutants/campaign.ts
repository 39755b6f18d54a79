import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Guard, whereIs } from "./guard.ts";
import { Laboratory } from "./laboratory.ts";
import { expectMutantsToCompile } from "./compiled-mutants.ts";
import { openTemplateServer } from "./templates.ts";
import type { Verdict } from "./verdict.ts";

export type Tried = { guard: Guard; verdict: Verdict; seconds: number };

/** Two at once, each with a copy of its own: one for each core of a small machine. */
const LABORATORIES = 2;

/**
 * Takes out one guard after the other and sees whether the tests that it names notice. They pass without a mutant first
 * (`testsFirst`): a test that fails anyway would kill everything.
 * @throws when they do not, or when a mutant names what is not there: it would be noticed by anybody, and proves nothing.
 */
export async function tryGuards(
  root: string,
  guards: Guard[],
  tell: (tried: Tried) => void,
  { testsFirst = true } = {},
): Promise<Tried[]> {
  const home = mkdtempSync(path.join(tmpdir(), "envol-mutants-"));
  const forget = () => rmSync(home, { recursive: true, force: true });
  process.once("exit", forget);
  expectMutantsToCompile(
    root,
    path.join(home, "compiled"),
    guards.flatMap((guard) => ("file" in guard ? [guard] : [])),
  );
  const server = await openTemplateServer();
  const laboratories: Laboratory[] = [];
  try {
    for (let number = 1; number <= LABORATORIES; number += 1)
      laboratories.push(new Laboratory(root, path.join(home, String(number)), await server.newTemplate()));
    if (testsFirst) await expectTestsToPass(laboratories, guards);

    const waiting = inTurns(guards);
    const tried: Tried[] = [];
    await Promise.all(
      laboratories.map(async (laboratory) => {
        for (let turn = waiting.shift(); turn !== undefined; turn = waiting.shift()) {
          const begunAt = performance.now();
          const verdicts = await tryTurn(laboratory, turn);
          const seconds = (performance.now() - begunAt) / 1_000 / turn.length;
          for (const [index, guard] of turn.entries()) {
            const one = { guard, verdict: verdicts[index] ?? NO_VERDICT, seconds };
            tried.push(one);
            tell(one);
          }
        }
      }),
    );
    return guards.flatMap((guard) => tried.find((one) => one.guard === guard) ?? []);
  } finally {
    for (const laboratory of laboratories) laboratory.close();
    await server.stop();
    process.removeListener("exit", forget);
    forget();
  }
}

const NO_VERDICT: Verdict = { kind: "nothing ran", why: "the run said nothing about it" };

/** One guard at a time, but for those that may be taken out together. */
function inTurns(guards: Guard[]): Guard[][] {
  const groups = Map.groupBy(guards, (guard) => ("together" in guard ? guard.together : undefined) ?? guard);
  return [...groups.values()];
}

async function tryTurn(laboratory: Laboratory, turn: Guard[]): Promise<Verdict[]> {
  const [guard] = turn;
  try {
    if (guard === undefined) return [];
    if ("file" in guard) return [await laboratory.tryInCode(guard)];
    if (guard.together === undefined) return [await laboratory.tryInDatabase(guard)];
    return await laboratory.tryTogether(turn.flatMap((one) => ("sql" in one ? [one] : [])));
  } catch (error) {
    return turn.map(() => ({ kind: "nothing ran", why: error instanceof Error ? error.message : String(error) }));
  }
}

/** Each laboratory runs its share of the files. */
async function expectTestsToPass(laboratories: Laboratory[], guards: Guard[]): Promise<void> {
  const files = [...new Set(guards.flatMap((guard) => guard.tests.files))];
  await Promise.all(
    laboratories.map(async (laboratory, turn) => {
      const share = files.filter((_, index) => index % laboratories.length === turn);
      if (share.length === 0) return;
      const verdict = await laboratory.runWhole(share);
      if (verdict.kind === "survived") return;
      const why = verdict.kind === "killed" ? `${verdict.by}: ${verdict.why}` : verdict.why;
      throw new Error(`the tests fail without any mutant, so they would prove nothing: ${why}`);
    }),
  );
}

/** One line for each guard: its name, where it stands, and which test noticed that it was gone. */
export function lineOf({ guard, verdict, seconds }: Tried): string {
  const head = `${guard.kind.padEnd(11)} ${guard.name}`;
  const place = `${whereIs(guard)}, ${seconds.toFixed(0)} s`;
  switch (verdict.kind) {
    case "killed":
      return `killed    ${head}\n            ${place}; by «${verdict.by}»`;
    case "survived":
      return `SURVIVED  ${head}\n            ${place}; ${verdict.passed} tests passed`;
    case "nothing ran":
      return `NO ANSWER ${head}\n            ${place}; ${verdict.why}`;
    default:
      return verdict satisfies never;
  }
}
