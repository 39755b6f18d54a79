import { db } from "@/db/client";
import { checkInvariants } from "@/invariants/check";
import { addMs, DAY_MS, MINUTE_MS, setClock } from "@/lib/clock";
import { config, setConfig } from "@/lib/config";
import { timetable } from "@/worker";
import { openMailDrop } from "../simulation/mail-drop";
import { START } from "./clock";

/** How often each job gets its turn; one turn is one batch. */
const TURNS = 4;

/** What must hold when the storm is over, before and after the school's jobs have met everything that it left in the rows. */
export async function aftermath(withJobs: boolean): Promise<string[]> {
  const breaches = await brokenInvariants();
  if (!withJobs || breaches.length > 0) return breaches;
  const mail = await openMailDrop();
  const before = config();
  setConfig({ SMTP_URL: mail.url });
  try {
    for (const later of [2 * MINUTE_MS, 70 * MINUTE_MS, 2 * DAY_MS]) {
      setClock(addMs(START, later));
      for (const job of timetable())
        for (let turn = 0; turn < TURNS; turn += 1)
          await job.run().catch((error: unknown) => breaches.push(`the job ${job.name} threw ${describe(error)}`));
      breaches.push(...(await brokenInvariants()));
    }
  } finally {
    setClock(START);
    setConfig(before);
    await mail.close();
  }
  return breaches;
}

async function brokenInvariants(): Promise<string[]> {
  const results = await checkInvariants(db());
  return results.flatMap(({ id, breaches }) => breaches.rows.map((row) => `${id}: ${row}`));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack ?? error.message}${error.cause === undefined ? "" : `\n  because of ${describe(error.cause)}`}`;
}
