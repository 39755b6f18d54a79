import { sql } from "drizzle-orm";
import type { Invariant } from "./invariant";

export const parkedEvents: Invariant = {
  id: "I8",
  sentence: "no 2xx answer to an event that is not durably processed, parked for staff, or deliberately ignored",
  rules: () => [
    {
      wrong: "is parked without the body that a retry needs",
      from: sql`parked_events k where k.status <> 'DONE'`,
      breach: sql`k.raw_body is null or length(k.raw_body) = 0`,
      row: sql`'event ' || k.id || ' (' || k.status || ')'`,
    },
    {
      wrong: "is parked without a reason or with a senseless count of attempts",
      from: sql`parked_events k where k.status <> 'DONE'`,
      breach: sql`k.attempts < 0 or trim(k.last_error) = '' or (k.status = 'DEAD' and k.attempts = 0)`,
      row: sql`'event ' || k.id || ' (' || k.status || ')'`,
    },
    {
      // Two events about the same PaymentIntent are one entry.
      wrong: "is dead or waits for staff, and neither an alert nor a worklist entry says so",
      from: sql`parked_events k where k.status in ('DEAD', 'FOR_STAFF')`,
      breach: sql`not exists (select from alerts a where position(k.id in a.dedupe_key || a.details::text) > 0)
        and not exists (select from worklist_entries w where position(k.id in w.dedupe_key || w.details::text) > 0)
        and not exists (select from worklist_entries w where position(convert_to(w.details->>'paymentIntentId', 'UTF8') in k.raw_body) > 0)`,
      row: sql`'event ' || k.id || ' (' || k.status || ')'`,
    },
  ],
};
