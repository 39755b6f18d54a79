import { expect, test } from "vitest";
import { type Told, verdictOf } from "./verdict";

const told = (changes: Partial<Told>): Told => ({
  name: "a promise",
  state: "passed",
  why: "",
  inSetUp: false,
  ...changes,
});
const failed = (why: string, changes: Partial<Told> = {}) => told({ state: "failed", why, ...changes });
const verdict = (tests: Told[], wanted: Parameters<typeof verdictOf>[1] = {}, broken: string | null = null) =>
  verdictOf({ tests, broken }, wanted).kind;

test("a mutant is killed by a test that fails in what it is about", () => {
  expect(verdictOf({ tests: [told({}), failed("expected 1 to be 2", { name: "another" })], broken: null })).toEqual({
    kind: "killed",
    by: "another",
    why: "expected 1 to be 2",
  });
  expect(verdict([told({})])).toBe("survived");
});

test.each([
  ["it is not among the witnesses", [failed("expected 1 to be 2", { name: "another" })], { named: "a promise" }],
  ["it failed before it came to what it is about", [failed("expected 1 to be 2", { inSetUp: true })], {}],
  ["a name was not there", [failed("newThing is not defined")], {}],
  ["something was no function", [failed("(0 , newThing) is not a function")], {}],
  ["something was not there to be read", [failed("Cannot read properties of undefined (reading 'id')")], {}],
  ["it says something else than it should", [failed("expected 'x' to be 'y'")], { says: "expected undefined to be" }],
])("a test that failed proves nothing where %s", (_why, tests, wanted) => {
  expect(verdict(tests, wanted)).toBe("nothing ran");
});

test("a failure that proves nothing hides none that does", () => {
  expect(verdict([failed("x is not defined"), failed("expected 1 to be 2")])).toBe("killed");
});

test("without any test there is no verdict", () => {
  expect(verdict([])).toBe("nothing ran");
  expect(verdict([told({ state: "skipped" })])).toBe("nothing ran");
  expect(verdict([told({})], {}, "the file does not load")).toBe("nothing ran");
});
