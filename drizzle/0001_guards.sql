-- What the database refuses whatever the code does. Each guard is told in docs/domain/places-and-holds.md or order-states.md.

-- Overselling: one more hold than places. The lock makes the count true; NO KEY UPDATE lets foreign keys point here meanwhile.
CREATE FUNCTION hold_places_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  allowed integer;
  taken integer;
BEGIN
  IF NEW.stage_id IS NOT NULL THEN
    SELECT places INTO allowed FROM stages WHERE id = NEW.stage_id FOR NO KEY UPDATE;
    SELECT count(*) INTO taken FROM holds WHERE stage_id = NEW.stage_id AND id <> NEW.id;
  ELSE
    SELECT places INTO allowed FROM baptemes WHERE id = NEW.bapteme_id FOR NO KEY UPDATE;
    SELECT count(*) INTO taken FROM holds WHERE bapteme_id = NEW.bapteme_id AND id <> NEW.id;
  END IF;
  IF allowed IS NOT NULL AND taken >= allowed THEN
    RAISE EXCEPTION 'no place left: % of % are taken', taken, allowed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_places_guard', TABLE = 'holds';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER hold_places_guard BEFORE INSERT OR UPDATE OF stage_id, bapteme_id ON holds
  FOR EACH ROW EXECUTE FUNCTION hold_places_guard();
--> statement-breakpoint
CREATE FUNCTION activity_places_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  taken integer;
BEGIN
  IF TG_TABLE_NAME = 'stages' THEN
    SELECT count(*) INTO taken FROM holds WHERE stage_id = NEW.id;
  ELSE
    SELECT count(*) INTO taken FROM holds WHERE bapteme_id = NEW.id;
  END IF;
  IF NEW.places < taken THEN
    RAISE EXCEPTION '% places are taken already', taken
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER stage_places_guard BEFORE UPDATE OF places ON stages
  FOR EACH ROW WHEN (NEW.places < OLD.places) EXECUTE FUNCTION activity_places_guard();
--> statement-breakpoint
CREATE TRIGGER bapteme_places_guard BEFORE UPDATE OF places ON baptemes
  FOR EACH ROW WHEN (NEW.places < OLD.places) EXECUTE FUNCTION activity_places_guard();
--> statement-breakpoint
-- A booking stands on a hold of the same activity.
CREATE FUNCTION booking_hold_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.hold_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM holds WHERE id = NEW.hold_id AND stage_id IS NOT DISTINCT FROM NEW.stage_id AND bapteme_id IS NOT DISTINCT FROM NEW.bapteme_id
  ) THEN
    RAISE EXCEPTION 'the hold is for another activity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_hold_guard', TABLE = 'bookings';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER booking_hold_guard BEFORE INSERT OR UPDATE OF hold_id, stage_id, bapteme_id ON bookings
  FOR EACH ROW EXECUTE FUNCTION booking_hold_guard();
--> statement-breakpoint
-- A booked place never runs out.
CREATE FUNCTION booked_hold_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.expires_at IS NOT NULL AND EXISTS (SELECT FROM bookings WHERE hold_id = NEW.id) THEN
    RAISE EXCEPTION 'a booking stands on this hold: it cannot expire'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'booked_hold_guard', TABLE = 'holds';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER booked_hold_guard BEFORE UPDATE OF expires_at ON holds
  FOR EACH ROW WHEN (NEW.expires_at IS NOT NULL) EXECUTE FUNCTION booked_hold_guard();
--> statement-breakpoint
-- A gift card's ledger writes its balance, and nothing else does; it is only ever added to.
CREATE FUNCTION gift_card_entry_applies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE gift_cards SET balance_cents = balance_cents + NEW.amount_cents WHERE id = NEW.gift_card_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER gift_card_entry_applies AFTER INSERT ON gift_card_entries
  FOR EACH ROW EXECUTE FUNCTION gift_card_entry_applies();
--> statement-breakpoint
CREATE FUNCTION gift_card_entry_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a gift card''s ledger is only ever added to'
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'gift_card_entry_is_final', TABLE = 'gift_card_entries';
END $$;
--> statement-breakpoint
CREATE TRIGGER gift_card_entry_is_final BEFORE UPDATE OR DELETE ON gift_card_entries
  FOR EACH ROW EXECUTE FUNCTION gift_card_entry_is_final();
--> statement-breakpoint
CREATE FUNCTION gift_card_balance_is_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  balance numeric;
  ledger numeric;
BEGIN
  SELECT balance_cents INTO balance FROM gift_cards WHERE id = NEW.id;
  SELECT coalesce(sum(amount_cents), 0) INTO ledger FROM gift_card_entries WHERE gift_card_id = NEW.id;
  IF balance IS DISTINCT FROM ledger THEN
    RAISE EXCEPTION 'balance % is not the ledger''s sum %', balance, ledger
      USING ERRCODE = 'check_violation', CONSTRAINT = 'gift_card_balance_is_ledger', TABLE = 'gift_cards';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER gift_card_balance_is_ledger AFTER INSERT OR UPDATE OF balance_cents ON gift_cards
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gift_card_balance_is_ledger();
--> statement-breakpoint
-- Statuses move along their tables only (docs/domain/order-states.md).
CREATE FUNCTION order_status_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (
    (OLD.status = 'PENDING' AND NEW.status IN ('PAID', 'CANCELLED'))
    OR (OLD.status = 'CANCELLED' AND NEW.status = 'PAID')
    OR (OLD.status = 'CANCELLED' AND NEW.status = 'PENDING' AND OLD.cancel_reason = 'payment_failed' AND OLD.payable_until IS NOT NULL)
    OR (OLD.status IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED') AND NEW.status IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'))
  ) THEN
    RAISE EXCEPTION 'an order never goes from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_status_guard', TABLE = 'orders';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER order_status_guard BEFORE UPDATE OF status ON orders
  FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION order_status_guard();
--> statement-breakpoint
CREATE FUNCTION payment_status_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (
    (OLD.status = 'PENDING' AND NEW.status IN ('PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELLED'))
    OR (OLD.status = 'PROCESSING' AND NEW.status IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))
    OR (OLD.status = 'FAILED' AND NEW.status IN ('SUCCEEDED', 'PROCESSING'))
    OR (OLD.status = 'CANCELLED' AND NEW.status = 'SUCCEEDED')
    OR (OLD.status IN ('SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED') AND NEW.status IN ('SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED'))
  ) THEN
    RAISE EXCEPTION 'a payment never goes from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_status_guard', TABLE = 'payments';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER payment_status_guard BEFORE UPDATE OF status ON payments
  FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION payment_status_guard();
--> statement-breakpoint
-- The order is a snapshot: no later price change touches a line, and a payment keeps the PaymentIntent it was given.
CREATE FUNCTION snapshot_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is a snapshot and never changes', TG_ARGV[0], TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
--> statement-breakpoint
CREATE TRIGGER order_line_snapshot_is_final BEFORE UPDATE OF price_cents, due_now_cents, balance_cents, order_id, stage_id, bapteme_id ON order_lines
  FOR EACH ROW WHEN ((OLD.price_cents, OLD.due_now_cents, OLD.balance_cents, OLD.order_id, OLD.stage_id, OLD.bapteme_id)
    IS DISTINCT FROM (NEW.price_cents, NEW.due_now_cents, NEW.balance_cents, NEW.order_id, NEW.stage_id, NEW.bapteme_id))
  EXECUTE FUNCTION snapshot_is_final('the amount of a line');
--> statement-breakpoint
CREATE TRIGGER payment_intent_is_final BEFORE UPDATE OF stripe_payment_intent_id, order_id, amount_cents ON payments
  FOR EACH ROW WHEN (OLD.order_id <> NEW.order_id OR OLD.amount_cents <> NEW.amount_cents
    OR (OLD.stripe_payment_intent_id IS NOT NULL AND OLD.stripe_payment_intent_id IS DISTINCT FROM NEW.stripe_payment_intent_id))
  EXECUTE FUNCTION snapshot_is_final('the PaymentIntent or amount of a payment');
--> statement-breakpoint
-- This database's own identity, made once. Random bytes by uuid v4 (cryptographic in PostgreSQL), so that no extension is needed.
INSERT INTO installations (id, installation, access_token_key)
VALUES (1, gen_random_uuid(), sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
