import { newId } from "../core/ids";
import { seconds, type World } from "../core/world";
import { insert } from "./documents";
import type { BalanceTransaction, Charge } from "./types";

const DAY = 24 * 3600;

/** Stripe's list price for European cards: 1.5 % and 25 cents. A dispute costs 20 euros. */
function feeFor(amount: number): number {
  return Math.round(amount * 0.015) + 25;
}
const DISPUTE_FEE = 2_000;

export function entry(
  world: World,
  what: {
    type: BalanceTransaction["type"];
    category: string;
    amount: number;
    fee: number;
    currency: string;
    source: string;
    description: string | null;
  },
): BalanceTransaction {
  return insert(world, {
    id: newId(world.random, "txn"),
    object: "balance_transaction",
    amount: what.amount,
    available_on: seconds(world) + 7 * DAY,
    created: seconds(world),
    currency: what.currency,
    description: what.description,
    exchange_rate: null,
    fee: what.fee,
    fee_details:
      what.fee === 0
        ? []
        : [
            {
              amount: what.fee,
              currency: what.currency,
              description: "Stripe processing fees",
              type: "stripe_fee",
            },
          ],
    net: what.amount - what.fee,
    reporting_category: what.category,
    source: what.source,
    status: "pending",
    type: what.type,
  });
}

export function chargeEntry(world: World, charge: Charge, amount: number): BalanceTransaction {
  return entry(world, {
    type: "charge",
    category: "charge",
    amount,
    fee: feeFor(amount),
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
  });
}

export function disputeEntry(
  world: World,
  dispute: { id: string; amount: number; currency: string },
  direction: "withdrawn" | "reinstated",
): BalanceTransaction {
  const withdrawn = direction === "withdrawn";
  return entry(world, {
    type: "adjustment",
    category: withdrawn ? "dispute" : "dispute_reversal",
    amount: withdrawn ? -dispute.amount : dispute.amount,
    fee: withdrawn ? DISPUTE_FEE : 0,
    currency: dispute.currency,
    source: dispute.id,
    description: withdrawn ? "Chargeback withdrawal" : "Chargeback reversal",
  });
}
