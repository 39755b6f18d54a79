const machineTime = (): number => Date.now();

/** Next bundles its own copy of this module beside the server's: both read one clock through the process. */
const shared = globalThis as typeof globalThis & { envolClock?: () => number };

/**
 * The one clock. Its time is the database's: every process of an installation agrees on it, however wrong a machine's own
 * clock is, and it does not jump when that clock is set (it runs on the monotonic timer between two readings).
 */
export const now = (): Date => new Date((shared.envolClock ?? machineTime)());

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

export const addMs = (instant: Date, ms: number): Date => new Date(instant.getTime() + ms);
export const addMinutes = (instant: Date, minutes: number): Date => addMs(instant, minutes * MINUTE_MS);
export const later = (a: Date, b: Date): Date => (a > b ? a : b);

/** Set by the database's answer to "what time is it?". Returns by how many milliseconds this machine's own clock is ahead. */
export function followDatabaseTime(databaseTime: Date, roundTripMs: number): number {
  const anchor = databaseTime.getTime() + roundTripMs / 2;
  const at = performance.now();
  shared.envolClock = () => anchor + (performance.now() - at);
  return Date.now() - anchor;
}

/** For tests: the time stands still at this instant until it is set again; without an argument it runs again. */
export function setClock(instant?: Date): void {
  shared.envolClock = instant === undefined ? machineTime : () => instant.getTime();
}
