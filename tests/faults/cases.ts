import { CLOCK_AND_EMAIL } from "./cases/told/clock-and-email.ts";
import { DATABASE_AND_STRIPE } from "./cases/told/database-and-stripe.ts";
import { DELIVERY_AND_ORDER } from "./cases/told/delivery-and-order.ts";
import { INPUT_AND_MONEY } from "./cases/told/input-and-money.ts";
import { RACES_AND_KILLS } from "./cases/told/races-and-kills.ts";

/** One way in which a payment can fail to become a booking. Tests carry its number in their names. */
export type FaultCase = {
  /** A letter for the kind, and a number; numbers have gaps. */
  number: string;
  fault: string;
  /** What this program does then, as its tests prove it. */
  here: string;
  /** Why it cannot come about here, in one line, instead of a test. */
  cannotExist?: string;
};

/** Every case that the tests must prove, in the order of the page about them. */
export const FAULT_CASES: readonly FaultCase[] = [
  ...DELIVERY_AND_ORDER,
  ...RACES_AND_KILLS,
  ...DATABASE_AND_STRIPE,
  ...INPUT_AND_MONEY,
  ...CLOCK_AND_EMAIL,
];
