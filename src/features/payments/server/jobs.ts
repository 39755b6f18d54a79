/** Job name → use case, for the worker's timetable. */
export { makeOwedRefunds } from "./make-owed-refunds";
export { reconcilePendingPayments, reconcileRecentPayments } from "./reconcile";
export { removeOldEvents } from "./remove-old-events";
export { retryParkedEvents } from "./retry-parked-events";
