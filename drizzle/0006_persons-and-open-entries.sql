-- Each blocks writing to its table while it is made: seconds with a million orders. A large school makes them before, by hand and
-- `concurrently` (docs/operations/upgrade.md); then they are there already.
CREATE INDEX IF NOT EXISTS "cart_item_participant_email" ON "cart_items" USING hash (lower("participant"->>'email'));--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "cart_item_recipient_email" ON "cart_items" USING hash (lower("gift_card"->'recipient'->>'email'));--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "gift_card_recipient_email" ON "gift_cards" USING hash (lower("recipient"->>'email'));--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "alert_unacknowledged" ON "alerts" USING btree ("last_at") WHERE "alerts"."acknowledged_at" is null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "email_dead" ON "emails" USING btree ("created_at") WHERE "emails"."status" = 'DEAD';--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "order_line_participant_email" ON "order_lines" USING hash (lower("participant"->>'email'));--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "order_line_recipient_email" ON "order_lines" USING hash (lower("gift_card"->'recipient'->>'email'));--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "order_customer_email" ON "orders" USING hash (lower("customer"->>'email'));--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "parked_event_open" ON "parked_events" USING btree ("received_at") WHERE "parked_events"."status" <> 'DONE';--> statement-breakpoint
-- What stands in an expression has no statistics yet; without them a plan would still read the whole table.
ANALYZE "cart_items", "gift_cards", "order_lines", "orders";
