import { releaseLapsedHolds } from "@/features/bookings/server/jobs";
import { removeOldCarts } from "@/features/cart/server/jobs";
import { sendNextEmail } from "@/features/notifications/server/send-email";
import { mailServer } from "@/features/notifications/server/smtp";
import { closeUnpaidOrders } from "@/features/orders/server/jobs";
import {
  makeOwedRefunds,
  reconcilePendingPayments,
  reconcileRecentPayments,
  removeOldEvents,
  retryParkedEvents,
} from "@/features/payments/server/jobs";
import type { JobName } from "./story";

export const JOB_RUNS: Record<JobName, () => Promise<number>> = {
  closeUnpaidOrders,
  releaseLapsedHolds,
  retryParkedEvents,
  reconcilePendingPayments,
  reconcileRecentPayments,
  makeOwedRefunds,
  // One after the other: the job itself uses several connections at once, in an order that no seed decides.
  sendDueEmails: async () => {
    const mailer = mailServer();
    if (mailer === null) throw new Error("a story has a mail server");
    for (let sent = 0; sent < 40; sent += 1) if ((await sendNextEmail(mailer)) !== "handled") return sent;
    return 40;
  },
  removeOldEvents,
  removeOldCarts,
};
