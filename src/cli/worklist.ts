import { closeDb, db } from "@/db/client";
import { findOpenWorklistEntries, resolveWorklistEntry } from "@/features/staff/server/worklist";
import { now } from "@/lib/clock";
import { isUuid } from "@/lib/validate";

/** `npm run worklist` lists what waits for a person; `npm run worklist -- close ID "what was done"` closes an entry. */
const [command = "list", id, resolution] = process.argv.slice(2);
const MOST_LISTED = 200;

switch (command) {
  case "list": {
    const entries = await findOpenWorklistEntries(db(), MOST_LISTED);
    for (const entry of entries)
      console.log(
        `${entry.id}  ${entry.kind}  order ${entry.orderId ?? "-"}  since ${entry.openedAt.toISOString()}\n    ${JSON.stringify(entry.details)}`,
      );
    console.log(`${entries.length} entries wait for somebody.`);
    break;
  }
  case "close": {
    if (id === undefined || !isUuid(id) || !resolution) {
      console.error('Use: npm run worklist -- close ID "what was done"');
      process.exitCode = 1;
      break;
    }
    const closed = await resolveWorklistEntry(db(), id, resolution, now());
    console.log(closed ? "Closed." : "There is no such open entry.");
    process.exitCode = closed ? 0 : 1;
    break;
  }
  default:
    console.error("Use: npm run worklist [-- list | close ID REASON]");
    process.exitCode = 1;
}
await closeDb();
