/** Where dying, or letting another process go first, has found or could find a defect. Each is between two things that cannot be one. */
export const CRASH_POINTS = [
  "before-stripe-call",
  "after-stripe-call",
  "after-commit",
  "order-committed-before-payment-intent",
  "reason-committed-before-cancel-at-stripe",
  "cancelled-at-stripe-before-release",
  "refund-made-before-record",
  "page-done-before-cursor",
  "before-event-parked",
  "parked-event-processed-before-done",
  "after-commit-before-answer",
  "mail-accepted-before-record",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

const shared = globalThis as typeof globalThis & {
  envolCrashPoint?: ((name: CrashPoint) => Promise<void>) | undefined;
};

/**
 * A named place at which the fault simulator may kill this process, or let another one go first. In production nothing stands
 * behind it: there is nothing to wait for, and nothing can be put there from outside.
 */
export const crashPoint = (name: CrashPoint): Promise<void> | undefined => shared.envolCrashPoint?.(name);

/** For tests: what happens at crash points; without an argument, nothing any more. */
export function setCrashPoint(reached?: (name: CrashPoint) => Promise<void>): void {
  shared.envolCrashPoint = reached;
}
