/** What a guard keeps from happening; the summary counts by it. */
export type GuardKind =
  | "dedupe"
  | "money"
  | "lock"
  | "key"
  | "sequence"
  | "fence"
  | "status"
  | "place"
  | "gift card"
  | "cart"
  | "access"
  | "edge"
  | "outage"
  | "constraint";

/**
 * The tests that must notice: files, and among their tests those whose name has this in it. `says`: how their failure begins,
 * where only one says that it was this guard which did not refuse.
 */
export type Witnesses = { files: string[]; named?: string; says?: string };

/** A guard in our code. Its mutant is the file with `find`, which stands there exactly once, replaced. */
export type CodeGuard = {
  name: string;
  kind: GuardKind;
  file: string;
  find: string;
  replace: string;
  tests: Witnesses;
};

/**
 * A guard in the database. Its mutant is a database in which this was executed after the migrations. Those `together` under one
 * name are taken out in one go: each has a test of its own that asks which of them refused.
 */
export type DatabaseGuard = {
  name: string;
  kind: "constraint";
  sql: string;
  tests: Witnesses;
  together?: "checks" | "references";
};

export type Guard = CodeGuard | DatabaseGuard;

export const whereIs = (guard: Guard): string => ("file" in guard ? guard.file : "drizzle/");
