import fc from "fast-check";
import type { Contract } from "./contract";
import type { HostileRequest } from "./hostile-request";
import { requestsOf } from "./requests";

/** How far the visitor has come before the hostile requests begin. */
export const BEGINNINGS = ["nobody", "cart", "full basket", "order", "declined", "paid", "refunded"] as const;
export type Beginning = (typeof BEGINNINGS)[number];

export type Visit = { beginning: Beginning; requests: HostileRequest[] };

export const visitsTo = (contract: Contract): fc.Arbitrary<Visit> =>
  fc.record({
    beginning: fc.oneof(
      { weight: 6, arbitrary: fc.constant<Beginning>("nobody") },
      { weight: 6, arbitrary: fc.constant<Beginning>("cart") },
      { weight: 3, arbitrary: fc.constant<Beginning>("full basket") },
      { weight: 5, arbitrary: fc.constant<Beginning>("order") },
      { weight: 1, arbitrary: fc.constant<Beginning>("declined") },
      { weight: 2, arbitrary: fc.constant<Beginning>("paid") },
      { weight: 1, arbitrary: fc.constant<Beginning>("refunded") },
    ),
    requests: fc.array(requestsOf(contract), { minLength: 1, maxLength: 24, size: "max" }),
  });
