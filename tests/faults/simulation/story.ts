import fc from "fast-check";
import { CRASH_POINTS, type CrashPoint } from "@/lib/crash-point";
import { DATABASE_ERRORS, type DatabaseErrorCode, type Trouble } from "./fates";

/** Something that somebody does. `nth` and the like name one of what there is, counted round. */
export type Act =
  | { kind: "browse" | "look-at-cart" | "look-at-order" | "order"; visitor: number }
  | { kind: "add"; visitor: number; what: number }
  | { kind: "remove" | "change" | "hold-again" | "use-card" | "stop-using-card"; visitor: number; nth: number }
  | { kind: "pay"; visitor: number; with: PaymentMethod; earlier: number }
  | { kind: "challenge"; visitor: number; answer: "succeed" | "fail" }
  | { kind: "deliver"; nth: number; how: Delivery }
  | { kind: "job"; job: JobName }
  | { kind: "bank"; nth: number; outcome: "succeed" | "fail" }
  | { kind: "stripe-refund"; nth: number; share: number }
  | { kind: "stripe-refund-fails" | "stripe-cancel" | "stripe-dispute"; nth: number }
  /** Somebody makes another PaymentIntent with an order's metadata, and pays it. */
  | { kind: "second-intent"; nth: number; moreCents: number }
  /** An order is closed in our database without a word to Stripe, as after the restore of a backup: its money comes late. */
  | { kind: "closed-by-hand"; nth: number }
  | { kind: "stripe-dispute-ends"; nth: number; outcome: "won" | "lost" }
  | { kind: "replay"; nth: number }
  | { kind: "reprice"; what: number; percent: number };

export const PAYMENT_METHODS = ["card", "declined", "challenged", "bank debit", "bank debit that fails"] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export const DELIVERIES = ["once", "again", "twice at once", "corrupt", "old signature", "never"] as const;
export type Delivery = (typeof DELIVERIES)[number];

export const JOBS = [
  "closeUnpaidOrders",
  "releaseLapsedHolds",
  "retryParkedEvents",
  "reconcilePendingPayments",
  "reconcileRecentPayments",
  "makeOwedRefunds",
  "sendDueEmails",
  "removeOldEvents",
  "removeOldCarts",
] as const;
export type JobName = (typeof JOBS)[number];

export const STRIPE_TROUBLES = [
  "rate_limit",
  "lock_timeout",
  "server_error",
  "server_error_after_work",
  "unavailable",
  "lose_request",
  "lose_answer",
] as const;
export type StripeTrouble = { kind: (typeof STRIPE_TROUBLES)[number]; count: number };

/** Which of our web or worker processes does it, and how many turns it lets the others go first. */
export type PlacedAct = { act: Act; process: number; later: number };

/** What happens at once, in which order its parts go on, what breaks meanwhile, and how long it is until the next step. */
export type Step = {
  acts: PlacedAct[];
  schedule: number[];
  troubles: Trouble[];
  stripe: StripeTrouble[];
  mail: "up" | "down";
  thenSeconds: number;
};

export type Story = {
  /** Prices and places of the school in which it happens. */
  school: number;
  steps: Step[];
  /** Which of the events that nobody delivered come in the end: the others never do. */
  afterwards: number[];
};

export const VISITORS = 3;
export const WEBS = 2;
export const WORKERS = 2;

const visitor = fc.nat(VISITORS - 1);
const nth = fc.nat(7);

const weighted = <T>(...choices: [number, fc.Arbitrary<T>][]): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const add = (who: fc.Arbitrary<number>, what: fc.Arbitrary<number> = fc.nat(6)) =>
  fc.record({ kind: fc.constant("add" as const), visitor: who, what });
const order = (who: fc.Arbitrary<number>) => fc.record({ kind: fc.constant("order" as const), visitor: who });
const pay = (who: fc.Arbitrary<number>) =>
  fc.record({
    kind: fc.constant("pay" as const),
    visitor: who,
    with: weighted<PaymentMethod>([6, fc.constant("card" as const)], [3, fc.constantFrom(...PAYMENT_METHODS)]),
    earlier: weighted<number>([5, fc.constant(0)], [1, fc.nat(3)]),
  });
const deliver = fc.record({
  kind: fc.constant("deliver" as const),
  nth: weighted([3, fc.nat(2)], [1, nth]),
  how: weighted<Delivery>([4, fc.constant("once" as const)], [4, fc.constantFrom(...DELIVERIES)]),
});
const job = fc.record({ kind: fc.constant("job" as const), job: fc.constantFrom(...JOBS) });
const aboutItem = fc.record({
  kind: fc.constantFrom("remove", "change", "hold-again", "use-card", "use-card", "stop-using-card"),
  visitor,
  nth,
});
const look = fc.record({ kind: fc.constantFrom("browse", "look-at-cart", "look-at-order"), visitor });
const challenge = fc.record({
  kind: fc.constant("challenge" as const),
  visitor,
  answer: fc.constantFrom("succeed", "fail"),
});
const bank = fc.record({ kind: fc.constant("bank" as const), nth, outcome: fc.constantFrom("succeed", "fail") });
const atDashboard = fc.oneof(
  fc.record({ kind: fc.constant("stripe-refund" as const), nth, share: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constantFrom("stripe-refund-fails", "stripe-cancel", "stripe-dispute"), nth }),
  fc.record({ kind: fc.constant("stripe-dispute-ends" as const), nth, outcome: fc.constantFrom("won", "lost") }),
  fc.record({ kind: fc.constant("second-intent" as const), nth, moreCents: fc.constantFrom(0, 0, 1, -1) }),
);
const byStaff = fc.oneof(
  fc.record({ kind: fc.constant("replay" as const), nth }),
  fc.record({ kind: fc.constant("closed-by-hand" as const), nth }),
  fc.record({ kind: fc.constant("reprice" as const), what: fc.nat(3), percent: fc.constantFrom(50, 90, 110, 200) }),
);

const act: fc.Arbitrary<Act> = weighted<Act>(
  [6, add(visitor)],
  [9, order(visitor)],
  [9, pay(visitor)],
  [9, deliver],
  [9, job],
  [1, look],
  [3, aboutItem],
  [2, challenge],
  [2, bank],
  [3, atDashboard],
  [2, byStaff],
);

const placed = (what: fc.Arbitrary<Act>): fc.Arbitrary<PlacedAct> =>
  fc.record({ act: what, process: fc.nat(1), later: weighted([2, fc.constant(0)], [3, fc.nat(20)]) });

const fate: fc.Arbitrary<Trouble["fate"]> = weighted<Trouble["fate"]>(
  [3, fc.record({ kind: fc.constant("die" as const), when: fc.constantFrom("before" as const, "after" as const) })],
  [
    2,
    fc.record({
      kind: fc.constant("lose-connection" as const),
      when: fc.constantFrom("before" as const, "after" as const),
    }),
  ],
  [
    3,
    fc.record({
      kind: fc.constant("database-error" as const),
      // The keys are the record's own; Object.keys widens them.
      code: fc.constantFrom(...(Object.keys(DATABASE_ERRORS) as DatabaseErrorCode[])),
    }),
  ],
);
const actor = weighted([2, fc.constant(0)], [1, fc.nat(2)]);
const trouble: fc.Arbitrary<Trouble> = weighted<Trouble>(
  [4, fc.record({ actor, at: fc.record({ nth: fc.nat(24) }), fate })],
  [4, fc.record({ actor, at: fc.record({ commit: fc.nat(2) }), fate })],
  [
    3,
    fc.record({
      actor,
      at: fc.record({ point: fc.constantFrom(...CRASH_POINTS) }),
      fate: fc.constant({ kind: "die" as const, when: "before" as const }),
    }),
  ],
);

const thenSeconds = weighted<number>(
  [12, fc.constant(0)],
  [6, fc.constantFrom(1, 20, 90, 330)],
  [4, fc.constantFrom(11 * 60, 31 * 60, 61 * 60)],
  [1, fc.constantFrom(25 * 3_600, 4 * 86_400, 31 * 86_400)],
  // The database's clock was set back a little.
  [1, fc.constantFrom(-2, -90)],
);

const troubles = weighted<Trouble[]>([5, fc.constant([])], [4, fc.array(trouble, { minLength: 1, maxLength: 2 })]);
const stripeTroubles = weighted<StripeTrouble[]>(
  [7, fc.constant([])],
  [
    1,
    fc.array(fc.record({ kind: fc.constantFrom(...STRIPE_TROUBLES), count: fc.integer({ min: 1, max: 4 }) }), {
      minLength: 1,
      maxLength: 1,
    }),
  ],
);

/** The acts that make a step what it is, and others that happen to come at the same time. */
const stepOf = (...acts: fc.Arbitrary<Act>[]): fc.Arbitrary<Step> =>
  fc.record({
    acts: fc
      .tuple(
        fc.tuple<PlacedAct[]>(...acts.map(placed)),
        weighted<PlacedAct[]>([3, fc.constant([])], [2, fc.array(placed(act), { minLength: 1, maxLength: 2 })]),
      )
      .map(([own, others]) => [...own, ...others]),
    schedule: fc.array(fc.nat(3), { maxLength: 40 }),
    troubles,
    stripe: stripeTroubles,
    mail: weighted<Step["mail"]>([12, fc.constant("up" as const)], [1, fc.constant("down" as const)]),
    thenSeconds,
  });

const jobNamed = (name: JobName): fc.Arbitrary<Act> => fc.constant({ kind: "job" as const, job: name });

/** Which act comes by a crash point: killed anywhere else, it would hardly ever be killed there. */
const WAY_TO: [CrashPoint, fc.Arbitrary<Act>][] = [
  ["order-committed-before-payment-intent", order(visitor)],
  ["after-commit-before-answer", deliver],
  ["before-event-parked", deliver],
  ["reason-committed-before-cancel-at-stripe", jobNamed("closeUnpaidOrders")],
  ["cancelled-at-stripe-before-release", jobNamed("closeUnpaidOrders")],
  ["refund-made-before-record", jobNamed("makeOwedRefunds")],
  ["page-done-before-cursor", jobNamed("reconcileRecentPayments")],
  ["parked-event-processed-before-done", jobNamed("retryParkedEvents")],
  ["mail-accepted-before-record", jobNamed("sendDueEmails")],
];

const killedAt = (point: CrashPoint, way: fc.Arbitrary<Act>): fc.Arbitrary<Step> =>
  stepOf(way).map((step) => ({
    ...step,
    troubles: [...step.troubles, { actor: 0, at: { point }, fate: { kind: "die" as const, when: "before" as const } }],
  }));

const killedOnItsWay = fc.constantFrom(...WAY_TO).chain(([point, way]) => killedAt(point, way));

/** The database takes nothing for a moment: the event is parked, or not even that. */
const deliveredInVain: fc.Arbitrary<Step> = fc
  .tuple(killedAt("before-event-parked", deliver), fc.boolean())
  .map(([step, dies]) => ({
    ...step,
    troubles: [
      { actor: 0, at: { commit: 0 }, fate: { kind: "database-error" as const, code: "53100" as const } },
      ...(dies ? step.troubles : []),
    ],
    thenSeconds: 20,
  }));

/** What belongs together in life; all else comes in between and at the same time. */
const scene: fc.Arbitrary<Step[]> = weighted<Step[]>(
  // Somebody buys.
  [
    5,
    visitor.chain((who) => {
      const same = fc.constant(who);
      return fc.tuple(stepOf(add(same), add(same)), stepOf(order(same)), stepOf(pay(same)), stepOf(deliver));
    }),
  ],
  // Somebody presses everything at once, in two tabs, while the payment comes in.
  [2, visitor.chain((who) => fc.tuple(stepOf(order(fc.constant(who)), pay(fc.constant(who)), deliver, job)))],
  [
    2,
    visitor.chain((who) => fc.tuple(stepOf(order(fc.constant(who)), order(fc.constant(who)), add(fc.constant(who))))),
  ],
  // Money comes for an order that was closed, and whose place somebody else has.
  [
    1,
    fc.tuple(visitor, visitor, fc.constantFrom(0, 2)).chain(([who, other, place]) => {
      const [first, second, same] = [fc.constant(who), fc.constant(other), fc.constant(place)];
      return fc.tuple(
        stepOf(add(first, same), add(first)),
        stepOf(order(first)),
        stepOf(fc.record({ kind: fc.constant("closed-by-hand" as const), nth: fc.nat(1) })),
        stepOf(add(second, same)),
        stepOf(order(second)),
        stepOf(pay(second), pay(first)),
        stepOf(deliver, deliver),
        killedAt("refund-made-before-record", jobNamed("makeOwedRefunds")),
      );
    }),
  ],
  // Somebody buys, and what Stripe tells of it cannot be written down at once.
  [
    1,
    visitor.chain((who) => {
      const same = fc.constant(who);
      return fc.tuple(
        stepOf(add(same)),
        stepOf(order(same)),
        stepOf(pay(same)),
        deliveredInVain,
        killedAt("parked-event-processed-before-done", jobNamed("retryParkedEvents")),
      );
    }),
  ],
  [6, fc.tuple(stepOf(act))],
  [3, fc.tuple(killedOnItsWay)],
  [3, fc.tuple(stepOf(deliver, deliver, job))],
  [2, fc.tuple(stepOf(job, job))],
);

/** A season in small. */
export const stories: fc.Arbitrary<Story> = fc
  .record({
    school: fc.nat(3),
    scenes: fc.array(scene, { minLength: 3, maxLength: 11, size: "max" }),
    afterwards: fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }),
  })
  .map(({ school, scenes, afterwards }) => ({ school, steps: scenes.flat(), afterwards }));
