import type { LineOutcome } from "@/db/schema/status-words";
import { sumCents } from "@/lib/money";
import { seedId } from "./chance";
import { coveredCents, type PlannedOrder, priceOrder, type PricedLine } from "./planned-order";

/** An order with its prices, its ids, and what became of each line. `dueNowCents` is after gift cards. */
export type BuiltOrder = PlannedOrder & { id: string; pricedLines: BuiltLine[]; dueNowCents: number };
export type BuiltLine = PricedLine & { id: string; outcome: LineOutcome };

export function buildOrder(plan: PlannedOrder): BuiltOrder {
  const priced = priceOrder(plan);
  const pricedLines = priced.map((line, index) => ({
    ...line,
    id: seedId(`order/${plan.name}/line/${index}`),
    outcome: outcomeOf(plan, line, index),
  }));
  const dueNowCents = sumCents(priced.map((line) => line.dueNowCents - coveredCents(line, "DUE_NOW")));
  return { ...plan, id: seedId(`order/${plan.name}`), pricedLines, dueNowCents };
}

function outcomeOf(plan: PlannedOrder, line: PricedLine, index: number): LineOutcome {
  if (plan.end.kind === "expired") return "CANCELLED";
  if (plan.end.kind === "paid-late" && index === plan.lines.length - 1) return "LOST";
  return line.type === "GIFT_CARD" ? "ISSUED" : "BOOKED";
}
