-- That of `emails` reads the whole table while nothing can be queued: seconds with a million orders. A large school makes it before, by
-- hand and `concurrently` (docs/operations/upgrade.md); then it is there already.
CREATE INDEX IF NOT EXISTS "alert_unacknowledged" ON "alerts" USING btree ("last_at") WHERE "alerts"."acknowledged_at" is null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "email_dead" ON "emails" USING btree ("created_at") WHERE "emails"."status" = 'DEAD';--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "parked_event_open" ON "parked_events" USING btree ("received_at") WHERE "parked_events"."status" <> 'DONE';