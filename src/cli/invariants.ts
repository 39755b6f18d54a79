import { z } from "zod";
import { closeDb, db, syncClock } from "@/db/client";
import { checkInvariants } from "@/invariants/check";
import { printReport } from "@/invariants/report";

/** Alone, because a check needs no more than the database: no Stripe key has to lie about where it runs. */
const eventRetentionDays = z.coerce.number().positive().default(90);

if (!process.env["DATABASE_URL"]) {
  console.error("DATABASE_URL is missing: npm run invariants sets it to the embedded database when there is none.");
  process.exit(2);
}

try {
  await syncClock();
  const results = await checkInvariants(db(), { eventRetentionDays: eventRetentionDays.parse(process.env["EVENT_RETENTION_DAYS"] || undefined) });
  if (process.argv.includes("--stripe")) {
    // Only then, because it reads the Stripe settings and refuses to run without them.
    const { compareWithStripe } = await import("@/invariants/compare-with-stripe");
    results.push(...(await compareWithStripe(db())));
  }
  process.exitCode = printReport(results, (line) => console.log(line)) === 0 ? 0 : 1;
} finally {
  await closeDb();
}
