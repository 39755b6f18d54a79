import type { CrashPoint } from "@/lib/crash-point";

/** SQLSTATEs that PostgreSQL answers with when nothing is wrong with the statement itself; each is raised by the server, in the transaction. */
export const DATABASE_ERRORS = {
  "40P01": "deadlock",
  "40001": "serialization failure",
  "55P03": "lock time-out",
  "57014": "statement time-out",
  "57P01": "shut down by an administrator",
  "53100": "disk full",
  "25006": "read-only database",
} as const;
export type DatabaseErrorCode = keyof typeof DATABASE_ERRORS;

/** What becomes of a process at a place where it waits for something outside itself. */
export type Fate =
  | { kind: "go" }
  /** kill -9, before the statement is sent or after the server has carried it out. */
  | { kind: "die"; when: "before" | "after" }
  /** The connection breaks, before the statement is sent or on the way back of its answer. */
  | { kind: "lose-connection"; when: "before" | "after" }
  | { kind: "database-error"; code: DatabaseErrorCode };

export const GO: Fate = { kind: "go" };

/** A place where a process waits: a statement for the database, a new connection, a crash point of the code. `turn`: it has not begun. */
export type Place =
  | { kind: "statement"; text: string }
  | { kind: "connect" }
  | { kind: "crash-point"; name: CrashPoint }
  | { kind: "turn" };

/** One trouble of a step: it strikes the actor at its nth place, or at the first crash point of this name, or at its COMMIT. */
export type Trouble = {
  actor: number;
  at: { nth: number } | { point: CrashPoint } | { commit: number };
  fate: Exclude<Fate, { kind: "go" }>;
};

export const isCommit = (place: Place): boolean => place.kind === "statement" && /^commit/i.test(place.text);

/** Faults that make no sense at this place do nothing there. */
export function fits(fate: Fate, place: Place): boolean {
  if (place.kind === "turn") return false;
  if (fate.kind === "database-error") return place.kind === "statement" && !/^(rollback)/i.test(place.text);
  if (fate.kind === "lose-connection")
    return place.kind === "statement" || (place.kind === "connect" && fate.when === "before");
  return true;
}
