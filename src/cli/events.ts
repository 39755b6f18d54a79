import { desc, ne } from "drizzle-orm";
import { closeDb, db } from "@/db/client";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { replayEvent } from "@/features/payments/server/retry-parked-events";

/** `npm run events` lists what is parked; `npm run events -- replay evt_…` processes one again, by the same way in. */
const [command = "list", id] = process.argv.slice(2);
const MOST_LISTED = 200;

switch (command) {
  case "list": {
    const rows = await db()
      .select({
        id: parkedEvents.id,
        type: parkedEvents.type,
        status: parkedEvents.status,
        attempts: parkedEvents.attempts,
        notBefore: parkedEvents.notBefore,
        lastError: parkedEvents.lastError,
      })
      .from(parkedEvents)
      .where(ne(parkedEvents.status, "DONE"))
      .orderBy(desc(parkedEvents.receivedAt))
      .limit(MOST_LISTED);
    for (const row of rows)
      console.log(
        `${row.status.padEnd(9)} ${row.id}  ${row.type}  attempts ${row.attempts}, next ${row.notBefore.toISOString()}  ${row.lastError}`,
      );
    console.log(`${rows.length} events are parked.`);
    break;
  }
  case "replay": {
    const replayed = id === undefined ? "unknown" : await replayEvent(id);
    console.log(
      typeof replayed === "string"
        ? `${id ?? "(no id)"}: ${replayed}`
        : `${id}: ${replayed.outcome} (${replayed.effect})`,
    );
    process.exitCode = typeof replayed === "string" ? 1 : 0;
    break;
  }
  default:
    console.error("Use: npm run events [-- list | replay EVENT_ID]");
    process.exitCode = 1;
}
await closeDb();
