/** To the tester: run these files; `changed` are those that are other than in the last run. */
export type Question = { files: string[]; named: string | undefined; bail: boolean; changed: string[] };
export type Answer = { tests: { name: string; state: string; why: string }[]; broken: string | null };

export type Verdict =
  | { kind: "killed"; by: string; why: string }
  | { kind: "survived"; passed: number }
  /** No test said anything: the mutant does not load, or the named tests are not there. It proves nothing. */
  | { kind: "nothing ran"; why: string };

/** A mutant is killed by a test of these that failed; that something else went wrong is no proof. */
export function verdictOf({ tests, broken }: Answer, isWitness: (test: string) => boolean = () => true): Verdict {
  const witnesses = tests.filter(({ name }) => isWitness(name));
  const failed = witnesses.find(({ state }) => state === "failed");
  if (failed !== undefined) return { kind: "killed", by: failed.name, why: failed.why };
  if (broken !== null) return { kind: "nothing ran", why: broken };
  const passed = witnesses.filter(({ state }) => state === "passed").length;
  return passed === 0 ? { kind: "nothing ran", why: "no such test" } : { kind: "survived", passed };
}
