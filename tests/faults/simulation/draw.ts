import fc from "fast-check";
import { CRASH_POINTS } from "@/lib/crash-point";
import { DATABASE_ERRORS, type DatabaseErrorCode, type Trouble } from "./fates";
import {
  DELIVERIES,
  JOBS,
  PAYMENT_METHODS,
  STRIPE_TROUBLES,
  VISITORS,
  type Act,
  type Delivery,
  type JobName,
  type PaymentMethod,
  type PlacedAct,
  type Step,
  type StripeTrouble,
} from "./story";

export const visitor = fc.nat(VISITORS - 1);
const nth = fc.nat(7);

export const weighted = <T>(...choices: [number, fc.Arbitrary<T>][]): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

export const add = (who: fc.Arbitrary<number>, what: fc.Arbitrary<number> = fc.nat(6)) =>
  fc.record({ kind: fc.constant("add" as const), visitor: who, what });
export const order = (who: fc.Arbitrary<number>) => fc.record({ kind: fc.constant("order" as const), visitor: who });
export const pay = (who: fc.Arbitrary<number>) =>
  fc.record({
    kind: fc.constant("pay" as const),
    visitor: who,
    with: weighted<PaymentMethod>([6, fc.constant("card" as const)], [3, fc.constantFrom(...PAYMENT_METHODS)]),
    earlier: weighted<number>([5, fc.constant(0)], [1, fc.nat(3)]),
  });
export const deliver = fc.record({
  kind: fc.constant("deliver" as const),
  nth: weighted([3, fc.nat(2)], [1, nth]),
  how: weighted<Delivery>([4, fc.constant("once" as const)], [4, fc.constantFrom(...DELIVERIES)]),
});
export const job = fc.record({ kind: fc.constant("job" as const), job: fc.constantFrom(...JOBS) });
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

export const act: fc.Arbitrary<Act> = weighted<Act>(
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
export const stepOf = (...acts: fc.Arbitrary<Act>[]): fc.Arbitrary<Step> =>
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

export const jobNamed = (name: JobName): fc.Arbitrary<Act> => fc.constant({ kind: "job" as const, job: name });
