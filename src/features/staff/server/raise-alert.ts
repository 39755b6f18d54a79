import { sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { alerts } from "@/db/schema/operations";
import { log } from "@/lib/log";
import { countAlert } from "@/lib/metrics";

export type Alert = {
  kind: string;
  /** The same trouble again is the same row, counted. */
  dedupeKey: string;
  /** Ids, amounts and codes; never personal data. */
  details: Record<string, unknown>;
};

/** Tells the operators: a row that stays, a metric that rings, a log line. */
export async function raiseAlert(reader: Reader, alert: Alert, now: Date): Promise<void> {
  await reader
    .insert(alerts)
    .values({
      id: newId(),
      kind: alert.kind,
      dedupeKey: alert.dedupeKey,
      details: alert.details,
      firstAt: now,
      lastAt: now,
    })
    .onConflictDoUpdate({
      target: alerts.dedupeKey,
      set: { count: sql`${alerts.count} + 1`, lastAt: now, details: alert.details, acknowledgedAt: null },
    });
  countAlert(alert.kind);
  log.warn({ alert: alert.kind, details: alert.details }, "alert");
}
