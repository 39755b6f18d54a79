import type { CodeGuard } from "../guard.ts";
import {
  BATCH_TAKEN_OVER,
  LATE_MONEY,
  PARKED_EVENTS,
  PAYMENT_JOBS,
  RECONCILE_AT_ONCE,
  RECONCILE_OUTAGE,
  REFUNDS_AT_ONCE,
  WHERE_A_READING_BEGINS,
} from "../witnesses.ts";

const parked = "src/features/payments/server/retry-parked-events.ts";
const reconciling = "src/features/payments/server/reconcile.ts";
const recording = "src/features/payments/server/record-refund.ts";

/** After long outages and slow workers: what is still one's own, what is read again, and who is told. */
export const RECOVERY_GUARDS: CodeGuard[] = [
  {
    name: "parked events: one of a batch that another worker has taken over is left to it",
    kind: "fence",
    file: parked,
    find: `if (await isStillOurs(event)) await retryOne(event, "RETRY");`,
    replace: `await retryOne(event, "RETRY");`,
    tests: BATCH_TAKEN_OVER,
  },
  // That one which is done meanwhile is left alone only spares a question: it would be a duplicate.
  {
    name: "parked events: the attempt's number says whose one of a batch still is",
    kind: "fence",
    file: parked,
    find: `and(eq(parkedEvents.id, event.id), eq(parkedEvents.attempts, event.attempts), eq(parkedEvents.status, "WAITING")),`,
    replace: `and(eq(parkedEvents.id, event.id), eq(parkedEvents.status, "WAITING")),`,
    tests: BATCH_TAKEN_OVER,
  },
  {
    name: "daily reading: one that goes on began when it began, however often it was tried",
    kind: "sequence",
    file: reconciling,
    find: "sql`case when ${goesOn} then ${cursors.begunAt} else ${at.toISOString()}::timestamptz end`",
    replace: "at",
    tests: { ...RECONCILE_OUTAGE, named: "though workers have tried" },
  },
  {
    name: "daily reading: a payment that cannot be reconciled is before the staff",
    kind: "sequence",
    file: reconciling,
    find: `await addToWorklist(tx, { kind: "PAYMENT_NOT_RECONCILED", dedupeKey, details }, now());`,
    replace: "",
    tests: { ...RECONCILE_AT_ONCE, named: "cannot be reconciled" },
  },
  {
    name: "daily reading: a payment that is reconciled after all waits for the staff no more",
    kind: "status",
    file: reconciling,
    find: `await closeWorklistEntries(db(), null, [dedupeKey], "the payment was reconciled after all", now());`,
    replace: "",
    tests: { ...WHERE_A_READING_BEGINS, named: "after all waits" },
  },
  {
    name: "a lost line is told to the operators",
    kind: "sequence",
    file: "src/features/orders/server/pay-order.ts",
    find: "await raiseAlert(",
    replace: "await (async (..._: unknown[]) => undefined)(",
    tests: { ...LATE_MONEY, named: "is given back once" },
  },
  {
    name: "refunds: what Stripe made is counted with the amount that Stripe says",
    kind: "money",
    file: recording,
    find: "tx.update(refunds).set(change)",
    replace: "tx.update(refunds).set({ ...change, amountCents: undefined })",
    tests: { ...REFUNDS_AT_ONCE, named: "that we gave up" },
  },
  {
    name: "a second success goes back in its own currency",
    kind: "money",
    file: "src/features/payments/server/give-back-whole.ts",
    find: "const { currency } = news.intent;",
    replace: `const currency = "eur";`,
    tests: { ...REFUNDS_AT_ONCE, named: "in that currency" },
  },
  {
    name: "parked events: a client secret is not kept with them",
    kind: "access",
    file: "src/features/payments/server/queries.ts",
    find: "const rawBody = withoutClientSecrets(event.rawBody);",
    replace: "const rawBody = event.rawBody;",
    tests: { files: ["tests/faults/cases/hostile-and-money.test.ts"], named: "[M15]" },
  },
  {
    name: "parked events: one that is nothing for us is recorded, so that it is not asked about again",
    kind: "dedupe",
    file: parked,
    find: "await transaction((tx) => claimWebhookEvent(tx, record, now()));",
    replace: "await finishParkedEvent(db(), event.id, now()).then(() => record);",
    tests: { files: ["src/features/payments/server/parked-and-ignored.test.ts"], named: "nothing for us" },
  },
  {
    name: "parked events: the entry of a dead one that is done after all is closed",
    kind: "status",
    file: "src/features/payments/server/finish-parked-event.ts",
    find: "if (finished.length === 0) return;",
    replace: "if (finished.length < 1_000) return;",
    tests: { ...PARKED_EVENTS, named: "that was called dead" },
  },
  {
    name: "parked events: claiming a dead one closes its entry",
    kind: "status",
    file: "src/features/payments/server/queries.ts",
    find: "where dedupe_key = $10",
    replace: "where false and dedupe_key = $10",
    tests: { ...PAYMENT_JOBS, named: "backs off" },
  },
];
