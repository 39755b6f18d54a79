import { ensureDatabase } from "../embedded-postgres.ts";
import { DATABASE_NAME, databaseDir } from "./data.ts";
import type { Household } from "./household.ts";
import { localStripeVariables } from "./plan.ts";
import { findRunning } from "./running.ts";
import { localStripeKeys } from "./secrets.ts";

/**
 * What a command works with that was given no `DATABASE_URL`: the embedded database, started for it or shared with a
 * demo that runs, and in the second case the demo's local Stripe.
 */
export async function embeddedEnvironment(household: Household, dataDir: string): Promise<Record<string, string>> {
  const postgres = await household.startDatabase({ dataDir: databaseDir(dataDir) });
  const env = { DATABASE_URL: await ensureDatabase(postgres, DATABASE_NAME) };
  const apiBase = findRunning(dataDir)?.stripeApiBase;
  if (apiBase === undefined || process.env.STRIPE_SECRET_KEY) return env;
  return { ...env, ...localStripeVariables(localStripeKeys(dataDir), apiBase) };
}
