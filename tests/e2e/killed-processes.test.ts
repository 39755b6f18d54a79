import { expect, test } from "vitest";
import { runScenario } from "../faults/real/run-scenario";
import { killEach, VICTIMS } from "../faults/real/scenarios/kills";

const WITHIN_MS = 240_000;

test(
  "K3, K5, K6, K12, B3: web, worker, Stripe and PostgreSQL are killed while visitors buy, and nothing is lost, doubled or stuck",
  async () => {
    const { breaches, faults, verdict } = await runScenario(
      killEach,
      { only: [], seed: 20_261_124, kills: 1, seconds: 5, visitors: 3, old: null, keep: false },
      // The leases of whoever died are not waited for: their time passes at once.
      { settleSeconds: 90, hurryAfterSeconds: 1, say: () => {} },
    );

    expect(breaches).toEqual([]);
    expect([...faults.values()].reduce((sum, count) => sum + count, 0)).toBe(VICTIMS.length);
    expect(verdict?.ordersPaid).toBeGreaterThan(0);
    expect(verdict?.delivered.events).toBeGreaterThan(0);
  },
  WITHIN_MS,
);
