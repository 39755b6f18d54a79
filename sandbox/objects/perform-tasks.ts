import type { Context } from "../core/world";
import { settleDebit } from "./debits";
import { find } from "./documents";
import { failRefund, finishRefund } from "./refunds";
import { dueTasks, forgetTask, type Task } from "./schedule";

/** Each in a transaction of its own with the deletion of its row: done once, whenever the process dies. */
export function performDueTasks(context: Context): number {
  const due = dueTasks(context);
  for (const task of due)
    context.store.transaction(() => {
      forgetTask(context, task.id);
      perform(context, task);
    });
  return due.length;
}

function perform(context: Context, { action, subject }: Task): void {
  switch (action) {
    case "settle": {
      const intent = find(context, "payment_intent", subject);
      if (intent?.status === "processing") settleDebit(context, intent, undefined);
      return;
    }
    case "finish_refund": {
      const refund = find(context, "refund", subject);
      if (refund?.status === "pending") finishRefund(context, refund);
      return;
    }
    case "fail_refund": {
      const refund = find(context, "refund", subject);
      if (refund && refund.status !== "failed") failRefund(context, refund);
      return;
    }
    default:
      action satisfies never;
  }
}
