import { ensureDatabase } from "../embedded-postgres.ts";
import type { Household } from "./household.ts";
import { findRunning } from "./running.ts";
import { localStripeKeys } from "./secrets.ts";
import { DATABASE_NAME, databaseDir, stripeVariables } from "./shop.ts";

/**
 * What a command works with that was given no `DATABASE_URL`: the embedded database, started for it or shared with a
 * demo that runs, and in the second case the demo's local Stripe.
 */
export async function embeddedEnvironment(household: Household, dataDir: string): Promise<Record<string, string>> {
  const postgres = await household.startDatabase({ dataDir: databaseDir(dataDir) });
  const env = { DATABASE_URL: await ensureDatabase(postgres, DATABASE_NAME) };
  const apiBase = findRunning(dataDir)?.stripeApiBase;
  if (apiBase === undefined || process.env.STRIPE_SECRET_KEY) return env;
  return { ...env, ...stripeVariables(localStripeKeys(dataDir)), STRIPE_API_BASE: apiBase };
}
