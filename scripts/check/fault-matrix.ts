import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { FAULT_CASES } from "../../tests/faults/cases.ts";
import { DOCUMENT } from "../fault-matrix/document.ts";
import { findTroubles, type Matrix } from "../fault-matrix/find-troubles.ts";
import { readTaggedTests, taggedTestsOf } from "../fault-matrix/read-tagged-tests.ts";
import { root } from "../npm-install.mjs";

const page = path.join(root, DOCUMENT);
const matrix: Matrix = {
  cases: FAULT_CASES,
  tests: readTaggedTests(root),
  document: existsSync(page) ? readFileSync(page, "utf8") : "",
};
/** Without a test run: the page must say of every case that its tests passed. */
const troublesOf = (changed: Partial<Matrix>) => findTroubles({ ...matrix, ...changed }, () => "passed");

/** One breach of each thing that this check holds, in copies: a check that nobody has seen say no may see nothing. */
const [firstCase, secondCase] = matrix.cases;
if (!firstCase || !secondCase) throw new Error("there are no fault cases");
const BREACHES: { breaks: string; matrix: Partial<Matrix>; caughtBy: string }[] = [
  {
    breaks: "every case has a test",
    matrix: { tests: matrix.tests.filter((test) => !test.numbers.includes(firstCase.number)) },
    caughtBy: `${firstCase.number} has no test`,
  },
  {
    breaks: "a tag names a case",
    matrix: { tests: [...matrix.tests, ...taggedTestsOf("a.test.ts", 'test("planted [Z99]", () => {});')] },
    caughtBy: "names Z99, which is no case",
  },
  {
    breaks: "brackets hold one number, by which the test is found",
    matrix: {
      tests: [
        ...matrix.tests,
        ...taggedTestsOf("a.test.ts", `test("planted [${firstCase.number}, ${secondCase.number}]", () => {});`),
      ],
    },
    caughtBy: `names ${firstCase.number}, ${secondCase.number}, which is no case`,
  },
  {
    breaks: "a number is one case",
    matrix: { cases: [...matrix.cases, firstCase] },
    caughtBy: `${firstCase.number} stands twice`,
  },
  {
    breaks: "what has a test can exist",
    matrix: { cases: [{ ...firstCase, cannotExist: "planted" }, ...matrix.cases.slice(1)] },
    caughtBy: `${firstCase.number} is said not to exist here`,
  },
  {
    breaks: "the page has today's names of the tests",
    matrix: { tests: matrix.tests.map((test) => ({ ...test, sentence: `${test.sentence}, planted` })) },
    caughtBy: "is out of date",
  },
  {
    breaks: "the page has today's sentences",
    matrix: { cases: [{ ...firstCase, here: "planted" }, ...matrix.cases.slice(1)] },
    caughtBy: "is out of date",
  },
  {
    breaks: "the page has every case",
    matrix: { document: withoutRow(matrix.document, secondCase.number) },
    caughtBy: "is out of date",
  },
  {
    breaks: "every result on the page is «passed»",
    matrix: { document: matrix.document.replace("| passed |", "| not run |") },
    caughtBy: "is out of date",
  },
];

const troubles = troublesOf({});
for (const trouble of troubles) console.error(trouble);
const missed = BREACHES.filter(
  (breach) => !troublesOf(breach.matrix).some((trouble) => trouble.includes(breach.caughtBy)),
);
for (const { breaks } of missed) console.error(`Not caught: ${breaks}`);
if (troubles.length + missed.length > 0) process.exitCode = 1;
else
  console.log(
    `${matrix.cases.length} cases, ${matrix.tests.length} tests that prove them; each of ${BREACHES.length} planted breaches was caught.`,
  );

function withoutRow(document: string, number: string): string {
  return document
    .split("\n")
    .filter((line) => !line.startsWith(`| ${number} |`))
    .join("\n");
}
