import type { Trouble } from "./fates";

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
