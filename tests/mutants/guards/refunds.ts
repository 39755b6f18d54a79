import type { CodeGuard } from "../guard.ts";
import {
  APPLY_REFUNDS,
  CONTRADICTING,
  INTENT_OF_ORDER,
  NETWORK,
  ONE_AFTER_THE_OTHER,
  PART_GIVEN_BACK,
  PAYMENT_JOBS,
  PLACES_AT_ONCE,
  REFUNDS_AT_ONCE,
  RECONCILE_OUTAGE,
  UNKNOWN_INTENTS,
  WEBHOOK,
  DISPUTE_AT_ONCE,
  WHERE_A_READING_BEGINS,
  WHICH_PARKED_EVENT,
  WHICH_REFUND,
  WRONG_MODE,
} from "../witnesses.ts";

const owed = "src/features/payments/server/make-owed-refunds.ts";
const recording = "src/features/payments/server/record-refund.ts";
const fitting = "src/features/payments/server/fit-requested-refunds.ts";
const applying = "src/features/payments/server/apply-refunds.ts";
const parking = "src/features/payments/server/park-for-staff.ts";
const parked = "src/features/payments/server/retry-parked-events.ts";
const reconciling = "src/features/payments/server/reconcile.ts";
const stripe = "src/lib/stripe.ts";

/** Refunds beside what jobs.ts has of them, and single guards of the money that a review found without a mutant. */
export const REFUND_GUARDS: CodeGuard[] = [
  {
    name: "refunds: one in another currency than its payment's is not counted",
    kind: "money",
    file: recording,
    find: "if (fact.currency !== (payment.receivedCurrency ?? payment.currency).toLowerCase())",
    replace: "if (false as boolean)",
    tests: { ...APPLY_REFUNDS, named: "in another currency" },
  },
  {
    name: "refunds: a smaller one has an id, and so a key, of its own",
    kind: "key",
    file: owed,
    find: "? { id: newId(), amountCents: leftCents,",
    replace: "? { id: refund.id, amountCents: leftCents,",
    tests: { ...PART_GIVEN_BACK, named: "under a key of its own" },
  },
  {
    name: "refunds: what is left for one is counted without itself",
    kind: "money",
    file: fitting,
    find: " and r.id is distinct from ${exceptRefundId}::uuid",
    replace: " and (r.id is distinct from ${exceptRefundId}::uuid or true)",
    tests: { ...PART_GIVEN_BACK, named: "under a key of its own" },
  },
  {
    name: "refunds: one that a worker takes in hand this moment is not made smaller (lock)",
    kind: "lock",
    file: fitting,
    find: `.limit(100)
    // Whoever claims one meanwhile is waited for, and looked at again: it is no longer untried.
    .for("update");`,
    replace: ".limit(100);",
    tests: { ...REFUNDS_AT_ONCE, named: "takes in hand at this moment" },
  },
  {
    name: "refunds: one that we gave up and Stripe made all the same is made",
    kind: "money",
    file: recording,
    find: "const givenUpByUs = known?.stripeRefundId === null;",
    replace: "const givenUpByUs = false as boolean;",
    tests: { ...REFUNDS_AT_ONCE, named: "that we gave up" },
  },
  {
    // That effects follow only where the claim is ours makes no difference here: a refund is recorded once by its own id.
    name: "refunds: their event is claimed",
    kind: "dedupe",
    file: applying,
    find: "news.event &&\n    (await claimedBefore(",
    replace: "news.event &&\n    (false as boolean) &&\n    (await claimedBefore(",
    tests: { ...ONE_AFTER_THE_OTHER, named: "of one refund" },
  },
  {
    name: "a key at which Stripe broke down is told apart from Stripe being away",
    kind: "key",
    file: stripe,
    find: `if (error.headers?.["idempotent-replayed"] === "true") throw new StripeBrokeDown(what, { cause: error });`,
    replace: "",
    tests: INTENT_OF_ORDER,
  },
  {
    name: "an empty signature is no signature",
    kind: "edge",
    file: stripe,
    find: `if (hasEmptySignature(header)) return "no";`,
    replace: "",
    tests: WEBHOOK,
  },
  {
    name: "PaymentIntent: of one that no payment knows, only a success is more than told",
    kind: "money",
    file: "src/features/payments/server/adopt-payment-intent.ts",
    find: `if (news.happened !== "succeeded") {`,
    replace: `if (news.happened !== "succeeded" && false) {`,
    tests: { ...UNKNOWN_INTENTS, named: "when it comes to nothing" },
  },
  {
    name: "money that goes back whole closes what contradicted",
    kind: "money",
    file: "src/features/payments/server/give-back-whole.ts",
    find: "  closeContradictions(\n",
    replace: "  ((..._: unknown[]) => undefined)(\n",
    tests: { ...CONTRADICTING, named: "a second PaymentIntent that waited" },
  },
  {
    name: "an order that has ended is not asked to close again",
    kind: "cart",
    file: "src/features/orders/server/queries.ts",
    find: "isNotNull(orders.payableUntil),\n        sql`exists",
    replace: "sql`exists",
    tests: ONE_AFTER_THE_OTHER,
  },
  {
    name: "whoever finds no place clears what has lapsed there",
    kind: "place",
    file: "src/features/bookings/server/take-hold.ts",
    find: "deleteLapsedHolds(tx, place, now), ",
    replace: "null, ",
    tests: { ...PLACES_AT_ONCE, named: "has lapsed takes a place" },
  },
  {
    name: "commit before Stripe: a PaymentIntent's event is put away before Stripe is asked about it",
    kind: "sequence",
    file: "src/features/payments/server/apply-payment-intent.ts",
    find: "const present = await retrievePaymentIntent(news.intent.id);\n  const answered = await applyOnce({ ...news, intent: present, asked: true });",
    replace: `const answered = await transaction(async (tx) => {
    await applyInTransaction(tx, news, await lockWhatIsKnown(tx, news));
    const present = await retrievePaymentIntent(news.intent.id);
    const again = { ...news, intent: present, asked: true };
    return applyInTransaction(tx, again, await lockWhatIsKnown(tx, again));
  });`,
    tests: { ...NETWORK, named: "outside a transaction" },
  },
  {
    name: "commit before Stripe: payments are claimed in a transaction that ends before Stripe is asked about them",
    kind: "sequence",
    file: reconciling,
    find: "const due = await transaction((tx) => claimDuePayments(tx));",
    replace: `const due = await transaction(async (tx) => {
    const claimed = await claimDuePayments(tx);
    for (const payment of claimed) await retrievePaymentIntent(payment.paymentIntentId);
    return claimed;
  });`,
    tests: { ...NETWORK, named: "outside a transaction" },
  },
  {
    name: "parked events: that a worker is at it is committed before the work",
    kind: "fence",
    file: parked,
    find: `const due = await transaction((tx) => claimDue(tx));
  for (const event of due) if (await isStillOurs(event)) await retryOne(event, "RETRY");
  return due.length;`,
    replace: `return transaction(async (tx) => {
    const due = await claimDue(tx);
    for (const event of due) await retryOne(event, "RETRY");
    return due.length;
  });`,
    tests: PAYMENT_JOBS,
  },
  {
    name: "refunds: one that Stripe made is ours only by our refund's own id",
    kind: "key",
    file: owed,
    find: `made.metadata?.["refundId"] === refundId;`,
    replace: `made.metadata?.["refundId"] !== undefined;`,
    tests: { ...WHICH_REFUND, named: "each is itself" },
  },
  {
    name: "refunds: it is the payment of its PaymentIntent that is given back, not the order's first",
    kind: "money",
    file: applying,
    find: "order?.payments.find((one) => one.stripePaymentIntentId === paymentIntentId);",
    replace: "order?.payments[0];",
    tests: { ...WHICH_REFUND, named: "money that came twice" },
  },
  {
    name: "refunds: one of money that Stripe does not call received is no success of its payment",
    kind: "money",
    file: applying,
    find: `if (intent.status === "succeeded") {`,
    replace: "if (true as boolean) {",
    tests: { ...WHICH_REFUND, named: "puts nothing before the staff" },
  },
  {
    name: "commit before Stripe: about a refund that is told before its money Stripe is asked outside a transaction",
    kind: "sequence",
    file: applying,
    find: "const intent = await retrievePaymentIntent(news.paymentIntentId);",
    replace: "const intent = await transaction(() => retrievePaymentIntent(news.paymentIntentId));",
    tests: { ...NETWORK, named: "told before its money" },
  },
  ...["FAILED", "CANCELLED"].map((status) => ({
    name: `refunds: what is ${status} is not gone`,
    kind: "money" as const,
    file: fitting,
    find: "r.status in ('REQUESTED', 'PENDING', 'SUCCEEDED')",
    replace: `r.status in ('REQUESTED', 'PENDING', 'SUCCEEDED', '${status}')`,
    tests: { ...WHICH_REFUND, named: `one that is ${status}` },
  })),
  {
    name: "refunds: only those of the same payment are made smaller",
    kind: "money",
    file: fitting,
    find: "eq(refunds.paymentId, paymentId), ",
    replace: "",
    tests: { ...WHICH_REFUND, named: "of another payment smaller" },
  },
  {
    name: "daily reading: what may work later stops it among the refunds too",
    kind: "outage",
    file: reconciling,
    find: "if (mayWorkLater(error)) throw error;\n    // The other refunds go on",
    replace: "// The other refunds go on",
    tests: { ...WHERE_A_READING_BEGINS, named: "among the refunds" },
  },
  {
    name: "daily reading: what may work later stops it among the payments",
    kind: "outage",
    file: reconciling,
    find: "if (mayWorkLater(error)) throw error;\n    // Such as an order",
    replace: "// Such as an order",
    tests: { ...RECONCILE_OUTAGE, named: "locked for long" },
  },
  {
    name: "daily reading: the first of all begins with the first order",
    kind: "sequence",
    file: reconciling,
    find: "sql`coalesce((select min(${orders.createdAt}) from ${orders}), ${at.toISOString()}::timestamptz)`",
    replace: "at",
    tests: { ...WHERE_A_READING_BEGINS, named: "first reading of all" },
  },
  {
    name: "contradictions: what waits for a retry, or is dead, is not done with a true success",
    kind: "status",
    file: parking,
    find: "where object_id = $1 and status = 'FOR_STAFF'`",
    replace: "where object_id = $1`",
    tests: WHICH_PARKED_EVENT,
  },
  {
    name: "contradictions: a true success is the end of its own PaymentIntent's only",
    kind: "money",
    file: parking,
    find: "where object_id = $1 and status = 'FOR_STAFF'`",
    replace: "where $1::text is not null and status = 'FOR_STAFF'`",
    tests: WHICH_PARKED_EVENT,
  },
  {
    name: "disputes: effects follow only where the claim is ours",
    kind: "dedupe",
    file: "src/features/payments/server/apply-dispute.ts",
    find: "await claimedBefore(",
    replace: "await ((...claim: Parameters<typeof claimedBefore>) => claimedBefore(...claim).then(() => false))(",
    tests: DISPUTE_AT_ONCE,
  },
  {
    name: "mode: with live keys, test news of a PaymentIntent of ours are parked",
    kind: "money",
    file: "src/features/payments/server/apply-to-order.ts",
    find: "if (told.livemode !== config().livemode)",
    replace: "if (told.livemode && !config().livemode)",
    tests: { ...WRONG_MODE, named: "with live keys" },
  },
  {
    name: "mode: with live keys, a test refund or dispute is parked",
    kind: "money",
    file: "src/features/payments/server/process-event.ts",
    find: "if (event.livemode !== config().livemode)",
    replace: "if (event.livemode && !config().livemode)",
    tests: { ...WRONG_MODE, named: "with live keys" },
  },
  {
    name: "contradictions: only money of another amount or currency is recorded as received",
    kind: "money",
    file: parking,
    find: `(why.contradiction === "amount" || why.contradiction === "currency") &&`,
    replace: "",
    tests: { ...WRONG_MODE, named: "a success" },
  },
];
