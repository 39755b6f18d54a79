import type { CodeGuard } from "../guard.ts";
import { AFTER_ASKING_STRIPE, FAIL_PAYMENT, WHICH_PLACE_FIRST } from "../witnesses.ts";

const failing = "src/features/orders/server/fail-payment.ts";
const ending = "src/features/orders/server/end-order.ts";
const creating = "src/features/orders/server/create-order.ts";
const placing = "src/features/orders/server/place-order.ts";
const securing = "src/features/bookings/server/secure-places.ts";
const taking = "src/features/bookings/server/take-hold.ts";

/** How an order ends or goes on after Stripe's answer, and in which order places are taken. */
export const ENDING_GUARDS: CodeGuard[] = [
  {
    name: "after a decline an order keeps the time to pay that it had",
    kind: "status",
    file: failing,
    find: "later(order.payableUntil, addMinutes(now, RETRY_MINUTES))",
    replace: "addMinutes(now, RETRY_MINUTES)",
    tests: { ...FAIL_PAYMENT, named: "keeps its time to pay" },
  },
  {
    name: "after a decline an order can be paid ten minutes more",
    kind: "status",
    file: failing,
    find: "later(order.payableUntil, addMinutes(now, RETRY_MINUTES))",
    replace: "order.payableUntil",
    tests: { ...FAIL_PAYMENT, named: "ten minutes from now" },
  },
  {
    name: "an order whose bank debit turns out to be under way is not being ended any more",
    kind: "status",
    file: ending,
    find: "await forgetClosing(db(), orderId);",
    replace: "",
    tests: { ...AFTER_ASKING_STRIPE, named: "not being ended any more" },
  },
  {
    name: "an order whose money contradicts it ends when it shall",
    kind: "sequence",
    file: ending,
    find: `// The money contradicts the order: it waits for staff, recorded; the places need not wait with it.
      await transaction((tx) => closeNow(tx, orderId));`,
    replace: "",
    tests: { ...AFTER_ASKING_STRIPE, named: "the place for others" },
  },
  {
    name: "an order that has ended is not asked about at Stripe",
    kind: "sequence",
    file: creating,
    find: `if (order === null || !isPayable(order)) return "ended";`,
    replace: `if (order === null) return "ended";`,
    tests: { ...AFTER_ASKING_STRIPE, named: "is not asked any more" },
  },
  {
    name: "an order whose money contradicts it is not said to be paid",
    kind: "money",
    file: creating,
    find: `throw applied.outcome === "parked" ? orderNotPayable(order.id) : orderAlreadyPaid(order.id);`,
    replace: "throw applied.outcome !== undefined && orderAlreadyPaid(order.id);",
    tests: { ...AFTER_ASKING_STRIPE, named: "not said to be paid" },
  },
  {
    name: "an order takes its places in the order of the activities' ids (lock order)",
    kind: "lock",
    file: placing,
    find: ".toSorted(byActivityWithHoldsFirst)",
    replace: "",
    tests: { ...WHICH_PLACE_FIRST, named: "an order takes its places" },
  },
  {
    name: "late money takes its places in the order of the activities' ids (lock order)",
    kind: "lock",
    file: securing,
    find: "missing.toSorted((a, b) => activityOf(a).localeCompare(activityOf(b)))",
    replace: "missing",
    tests: { ...WHICH_PLACE_FIRST, named: "late money takes its places" },
  },
  {
    name: "a place that is held for longer: its activity is locked first (lock order)",
    kind: "lock",
    file: taking,
    find: `const [, holdId] = await Promise.all([
    lockActivity(tx, place),
    extendHoldOfItem(tx, place.cartItemId, place.expiresAt),
  ]);`,
    replace: `const [holdId] = await Promise.all([
    extendHoldOfItem(tx, place.cartItemId, place.expiresAt),
    lockActivity(tx, place),
  ]);`,
    tests: { ...WHICH_PLACE_FIRST, named: "for longer" },
  },
  {
    name: "an order takes no place of its own cart for another item of it",
    kind: "place",
    file: placing,
    find: "if (hold !== null && allStand)",
    replace: "if (hold !== null)",
    tests: { ...WHICH_PLACE_FIRST, named: "of its own cart" },
  },
  {
    name: "lock of the places of a cart that an order is made of",
    kind: "lock",
    file: securing,
    find: "order by id\n   for update",
    replace: "order by id",
    tests: { ...WHICH_PLACE_FIRST, named: "while an order is being made of it" },
  },
  {
    name: "late money finds the place of its own item, not of another item of the same stage",
    kind: "place",
    file: securing,
    find: "hold.cartItemId === place.cartItemId &&",
    replace: "",
    tests: { ...WHICH_PLACE_FIRST, named: "two places on one stage" },
  },
];
