import { z } from "zod";
import { closeDb, db, syncClock, waitForLongStatements } from "@/db/client";
import { checkInvariants } from "@/invariants/check";
import { compareWithStripe } from "@/invariants/compare-with-stripe";
import { printReport } from "@/invariants/report";
import { ConfigError } from "@/lib/config";
import { StripeKeyRefused, StripeUnavailable } from "@/lib/stripe";

/** Alone, because a check needs no more than the database: Stripe's settings are read only when Stripe is asked. */
const eventRetentionDays = z.coerce.number().positive().default(90);

/** 0 when all holds, 1 when a row breaks an invariant, 2 when that could not be found out. */
async function run(): Promise<0 | 1 | 2> {
  if (!process.env["DATABASE_URL"]) {
    console.error("DATABASE_URL is missing: npm run invariants sets it to the embedded database when there is none.");
    return 2;
  }
  try {
    waitForLongStatements();
    await syncClock();
    const results = await checkInvariants(db(), {
      eventRetentionDays: eventRetentionDays.parse(process.env["EVENT_RETENTION_DAYS"] || undefined),
    });
    if (process.argv.includes("--stripe")) results.push(...(await compareWithStripe(db())));
    return printReport(results, (line) => console.log(line)) === 0 ? 0 : 1;
  } catch (error) {
    const sentence = sentenceFor(error);
    if (sentence === null) throw error;
    console.error(sentence);
    return 2;
  } finally {
    await closeDb();
  }
}

function sentenceFor(error: unknown): string | null {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof StripeUnavailable) return `Stripe does not answer (${error.message}): ask again later.`;
  if (error instanceof StripeKeyRefused) return `Stripe refuses STRIPE_SECRET_KEY (${error.message}).`;
  return null;
}

process.exitCode = await run();
