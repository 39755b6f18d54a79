import type { FaultCase } from "../../tests/faults/cases.ts";
import { DOCUMENT, faultMatrix, resultOfCase, type ResultOf } from "./document.ts";
import type { TaggedTest } from "./read-tagged-tests.ts";

export type Matrix = { cases: readonly FaultCase[]; tests: readonly TaggedTest[]; document: string };

/** What is wrong with the cases, their tests and the page about them, in sentences; nothing when all is well. */
export function findTroubles({ cases, tests, document }: Matrix, resultOf: ResultOf): string[] {
  const numbers = cases.map((one) => one.number);
  const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
  const troubles = twice.map((number) => `${number} stands twice in tests/faults/cases.ts`);
  for (const { file, name, numbers: tagged } of tests)
    for (const number of tagged)
      if (!numbers.includes(number)) troubles.push(`${file}: «${name}» names ${number}, which is no case`);
  for (const one of cases) {
    const proofs = tests.filter((test) => test.numbers.includes(one.number));
    if (proofs.length === 0 && one.cannotExist === undefined) troubles.push(`${one.number} has no test`);
    if (proofs.length > 0 && one.cannotExist !== undefined)
      troubles.push(`${one.number} is said not to exist here, and has a test`);
    if (proofs.length > 0 && resultOfCase(proofs, resultOf) !== "passed")
      troubles.push(`${one.number}: none of its tests passed, or one failed`);
  }
  if (document !== faultMatrix(cases, tests, resultOf))
    troubles.push(`${DOCUMENT} is out of date${firstDifference(document, faultMatrix(cases, tests, resultOf))}`);
  return troubles;
}

function firstDifference(is: string, shouldBe: string): string {
  const [lines, wanted] = [is.split("\n"), shouldBe.split("\n")];
  const at = wanted.findIndex((line, index) => line !== lines[index]);
  return at < 0 ? "" : `, first at line ${at + 1}: npm run fault-matrix writes it anew`;
}
