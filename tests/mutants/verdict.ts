/** To the tester: run these files; `changed` are those that are other than in the last run. */
export type Question = { files: string[]; named: string | undefined; bail: boolean; changed: string[] };
/** `inSetUp`: it failed before it came to what it is about, in a hook or in a «given…». */
export type Told = { name: string; state: string; why: string; inSetUp: boolean };
export type Answer = { tests: Told[]; broken: string | null };

export type Verdict =
  | { kind: "killed"; by: string; why: string }
  | { kind: "survived"; passed: number }
  /** No test said anything: the mutant does not load, or the named tests are not there. It proves nothing. */
  | { kind: "nothing ran"; why: string };

/** A piece of the program that is not there, as after a careless replacement: any test fails of it. */
const BROKEN_MUTANT = /is not defined|is not a function|Cannot read/;

export type Wanted = { named?: string | undefined; says?: string | undefined };

/** A mutant is killed by a test of these that failed in what it is about; that something else went wrong is no proof. */
export function verdictOf({ tests, broken }: Answer, { named, says = "" }: Wanted = {}): Verdict {
  const witnesses = named === undefined ? tests : tests.filter(({ name }) => name.includes(named));
  const failed = witnesses.filter(({ state }) => state === "failed");
  const noticed = failed.find(({ why, inSetUp }) => !inSetUp && !BROKEN_MUTANT.test(why) && why.startsWith(says));
  if (noticed !== undefined) return { kind: "killed", by: noticed.name, why: noticed.why };
  const [other] = failed;
  if (other !== undefined)
    return {
      kind: "nothing ran",
      why: `${other.inSetUp ? "fails before it comes to it" : "fails of something else"}: ${other.name}: ${other.why}`,
    };
  if (broken !== null) return { kind: "nothing ran", why: broken };
  const passed = witnesses.filter(({ state }) => state === "passed").length;
  return passed === 0 ? { kind: "nothing ran", why: "no such test" } : { kind: "survived", passed };
}
