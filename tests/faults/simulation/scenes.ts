import fc from "fast-check";
import type { CrashPoint } from "@/lib/crash-point";
import { act, add, deliver, job, jobNamed, order, pay, stepOf, visitor, weighted } from "./draw";
import { VISITORS, type Act, type PaymentMethod, type Step, type Story } from "./story";

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

const closedByHand: fc.Arbitrary<Act> = fc.record({ kind: fc.constant("closed-by-hand" as const), nth: fc.nat(1) });

const payBy = (method: PaymentMethod, who: number): fc.Arbitrary<Act> =>
  fc.constant({ kind: "pay", visitor: who, with: method, earlier: 0 });

/** Somebody buys and pays by card, and we are told. */
const bought = (who: number): fc.Arbitrary<Step>[] => {
  const same = fc.constant(who);
  return [stepOf(add(same)), stepOf(order(same)), stepOf(payBy("card", who)), told, told];
};
/** What Stripe has to tell first, undamaged. */
const told: fc.Arbitrary<Step> = stepOf(
  fc.record({ kind: fc.constant("deliver" as const), nth: fc.nat(2), how: fc.constantFrom("once", "twice at once") }),
);
const atDashboard = (...acts: Act[]): fc.Arbitrary<Step> => stepOf(fc.constantFrom(...acts));

/** The confirmation of what somebody bought finds no mail server, and is then sent by one that dies of it. */
const mailedInVain: fc.Arbitrary<Step[]> = visitor.chain((who) =>
  fc.tuple(
    ...bought(who),
    stepOf(jobNamed("sendDueEmails")).map((step) => ({ ...step, mail: "down" as const, thenSeconds: 330 })),
    killedAt("mail-accepted-before-record", jobNamed("sendDueEmails")),
  ),
);

/** What is bought is disputed, or given back, or given back in vain, and we are told of each. */
export const afterwardsAtStripe: fc.Arbitrary<Step[]> = fc.tuple(visitor, fc.nat(3)).chain(([who, nth]) =>
  fc.oneof(
    fc.tuple(
      ...bought(who),
      atDashboard({ kind: "stripe-dispute", nth }),
      told,
      told,
      atDashboard(
        { kind: "stripe-dispute-ends", nth, outcome: "won" },
        { kind: "stripe-dispute-ends", nth, outcome: "lost" },
      ),
      told,
    ),
    fc.tuple(
      ...bought(who),
      atDashboard({ kind: "stripe-refund", nth, share: 40 }, { kind: "stripe-refund", nth, share: 100 }),
      told,
      told,
      atDashboard({ kind: "stripe-refund-fails", nth }),
      told,
      told,
    ),
    // It was paid twice, and giving back the second payment fails at the bank.
    fc.tuple(
      ...bought(who),
      atDashboard({ kind: "second-intent", nth, moreCents: 0 }),
      told,
      told,
      stepOf(jobNamed("makeOwedRefunds")),
      atDashboard({ kind: "stripe-refund-fails", nth: 0 }, { kind: "stripe-refund-fails", nth: 1 }),
      told,
    ),
  ),
);

/** A card is declined, we are told, and another one pays. */
export const declinedFirst: fc.Arbitrary<Step[]> = visitor.chain((who) => {
  const same = fc.constant(who);
  return fc.tuple(
    stepOf(add(same)),
    stepOf(order(same)),
    stepOf(payBy("declined", who)),
    told,
    stepOf(order(same)),
    stepOf(payBy("card", who)),
    told,
  );
});

/** One gift card in two carts: the money of one comes late, when the other has spent the card. The first card pays least. */
export const cardSpentElsewhere: fc.Arbitrary<Step[]> = fc
  .tuple(visitor, fc.constantFrom(0, 0, 0, 2, 3))
  .chain(([who, nth]) => {
    const other = (who + 1) % VISITORS;
    const useCard = (whose: number) => stepOf(fc.constant<Act>({ kind: "use-card", visitor: whose, nth }));
    const adds = (whose: number, from: number[]) => add(fc.constant(whose), fc.constantFrom(...from));
    return fc.tuple(
      stepOf(adds(who, [0, 2])),
      useCard(who),
      stepOf(order(fc.constant(who))),
      stepOf(closedByHand),
      stepOf(adds(other, [1, 3])),
      useCard(other),
      stepOf(order(fc.constant(other))),
      stepOf(payBy("card", other)),
      told,
      stepOf(payBy("card", who)),
      told,
      stepOf(jobNamed("makeOwedRefunds")),
    );
  });

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
    2,
    fc.tuple(visitor, visitor, fc.constantFrom(0, 2)).chain(([who, other, place]) => {
      const [first, second, same] = [fc.constant(who), fc.constant(other), fc.constant(place)];
      return fc.tuple(
        stepOf(add(first, same), add(first)),
        stepOf(order(first)),
        stepOf(closedByHand),
        stepOf(add(second, same)),
        stepOf(order(second)),
        stepOf(payBy("card", other), payBy("card", who)),
        stepOf(deliver, deliver),
        told,
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
        stepOf(payBy("card", who)),
        deliveredInVain,
        killedAt("parked-event-processed-before-done", jobNamed("retryParkedEvents")),
      );
    }),
  ],
  [2, afterwardsAtStripe],
  [2, cardSpentElsewhere],
  [2, declinedFirst],
  [1, mailedInVain],
  [6, fc.tuple(stepOf(act))],
  [3, fc.tuple(killedOnItsWay)],
  [3, fc.tuple(stepOf(deliver, deliver, job))],
  [2, fc.tuple(stepOf(job, job))],
);

/** Some scenes after one another. */
export const storiesOf = (one: fc.Arbitrary<Step[]>, minLength: number, maxLength: number): fc.Arbitrary<Story> =>
  fc
    .record({
      school: fc.nat(3),
      scenes: fc.array(one, { minLength, maxLength, size: "max" }),
      afterwards: fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }),
    })
    .map(({ school, scenes, afterwards }) => ({ school, steps: scenes.flat(), afterwards }));

/** A season in small. */
export const stories = storiesOf(scene, 3, 8);
