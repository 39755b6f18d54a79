import { releaseLapsedHolds } from "@/features/bookings/server/jobs";
import { removeOldCarts } from "@/features/cart/server/jobs";
import { sendDueEmails } from "@/features/notifications/server/jobs";
import { closeUnpaidOrders } from "@/features/orders/server/jobs";
import {
  makeOwedRefunds,
  reconcilePendingPayments,
  reconcileRecentPayments,
  removeOldEvents,
  retryParkedEvents,
} from "@/features/payments/server/jobs";
import { config } from "@/lib/config";
import type { RecurringJob } from "@/lib/jobs";

const MINUTE = 60;
const HOUR = 3_600;

/**
 * What runs by itself, and how often it looks. Every job takes what is due by the database's rows, so that several workers may
 * run at once and one that dies leaves nothing behind.
 */
export function timetable(): RecurringJob[] {
  const { EXPIRE_SECONDS, RECONCILE_SECONDS, EMAIL_SECONDS } = config();
  return [
    { name: "close-unpaid-orders", everySeconds: EXPIRE_SECONDS, run: closeUnpaidOrders },
    { name: "release-lapsed-holds", everySeconds: EXPIRE_SECONDS, run: releaseLapsedHolds },
    { name: "retry-parked-events", everySeconds: 1.5, run: retryParkedEvents },
    { name: "reconcile-pending-payments", everySeconds: RECONCILE_SECONDS, run: reconcilePendingPayments },
    // Its daily turn stands in the database; this is how soon a worker notices that it is due.
    { name: "reconcile-recent-payments", everySeconds: 10 * MINUTE, run: reconcileRecentPayments },
    { name: "make-owed-refunds", everySeconds: 2, run: makeOwedRefunds },
    { name: "send-due-emails", everySeconds: EMAIL_SECONDS, run: sendDueEmails },
    { name: "remove-old-events", everySeconds: HOUR, run: removeOldEvents },
    { name: "remove-old-carts", everySeconds: HOUR, run: removeOldCarts },
  ];
}
