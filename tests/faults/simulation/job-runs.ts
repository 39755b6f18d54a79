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

/** One after the other: several at once come along in an order that no seed decides. */
const ONE_AT_A_TIME = 1;

export const JOB_RUNS: Record<JobName, () => Promise<number>> = {
  closeUnpaidOrders: () => closeUnpaidOrders(ONE_AT_A_TIME),
  releaseLapsedHolds,
  retryParkedEvents,
  reconcilePendingPayments: () => reconcilePendingPayments(ONE_AT_A_TIME),
  reconcileRecentPayments,
  makeOwedRefunds,
  // As the job does it on one of its connections.
  sendDueEmails: async () => {
    const mailer = mailServer();
    if (mailer === null) throw new Error("a story has a mail server");
    for (let sent = 0; sent < 40; sent += 1) if ((await sendNextEmail(mailer)) !== "handled") return sent;
    return 40;
  },
  removeOldEvents,
  removeOldCarts,
};
