import type { FaultCase } from "../../tests/faults/cases.ts";
import type { TaggedTest } from "./read-tagged-tests.ts";

export const DOCUMENT = "docs/operations/fault-matrix.md";

export type Result = "passed" | "failed" | "not run";
export type ResultOf = (test: TaggedTest) => Result;

const INTRODUCTION = `# The fault matrix

<!-- Written by \`npm run fault-matrix\` from the test run and tests/faults/cases.ts: change those, not this. -->

Every way we know in which a payment can fail to become a booking, what happens here, and the tests that prove it. A test carries
the numbers of its cases in its name, so a number finds its proof: \`npx vitest run -t '\\[D1\\]'\`. A whole \`npm test\` fails when a
case has no test that passed, or when this page says something else than that run; \`npm run check\` fails when it is out of date.
Numbers have gaps.

D delivery · O order of events · C at the same time · K killed · B database · S Stripe's API · M malicious or malformed ·
Y money that does not fit · T clocks · E e-mail

| number | fault | what happens here | tests | result |
| --- | --- | --- | --- | --- |
`;

/** The page as it must stand in docs/, rows in the order of the cases. */
export function faultMatrix(cases: readonly FaultCase[], tests: readonly TaggedTest[], resultOf: ResultOf): string {
  const rows = cases.map((one) => {
    const proofs = tests.filter((test) => test.numbers.includes(one.number));
    const told = proofs.map(({ file, sentence }) => `${inCell(sentence)} (${nameOf(file)})`);
    const why = one.cannotExist === undefined ? "none" : `cannot exist: ${inCell(one.cannotExist)}`;
    const result = proofs.length === 0 && one.cannotExist !== undefined ? "–" : resultOfCase(proofs, resultOf);
    return `| ${one.number} | ${inCell(one.fault)} | ${inCell(one.here)} | ${told.length === 0 ? why : told.join("<br>")} | ${result} |`;
  });
  return `${INTRODUCTION}${rows.join("\n")}\n`;
}

/** One failed proof spoils the case; one that this machine cannot run does not, as long as another one passed. */
export function resultOfCase(proofs: readonly TaggedTest[], resultOf: ResultOf): Result {
  const results = proofs.map(resultOf);
  if (results.includes("failed")) return "failed";
  return results.includes("passed") ? "passed" : "not run";
}

const nameOf = (file: string): string => file.slice(file.lastIndexOf("/") + 1).replace(/\.test\.tsx?$/, "");

const inCell = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "\\|").replaceAll("\n", " ");
