CREATE DOMAIN "cents" AS numeric CHECK (VALUE = trunc(VALUE) AND VALUE BETWEEN -1000000000000 AND 1000000000000);--> statement-breakpoint
CREATE SEQUENCE "public"."order_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1001 CACHE 1;--> statement-breakpoint
CREATE TABLE "bookings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"order_line_id" uuid NOT NULL,
	"hold_id" uuid,
	"stage_id" uuid,
	"bapteme_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
	CONSTRAINT "booking_one_per_line" UNIQUE("order_line_id"),
	CONSTRAINT "booking_one_per_hold" UNIQUE("hold_id"),
	CONSTRAINT "booking_one_activity" CHECK (num_nonnulls("bookings"."stage_id", "bookings"."bapteme_id") = 1),
	CONSTRAINT "booking_stands_on_hold" CHECK (("bookings"."cancelled_at" is null) = ("bookings"."hold_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"stage_id" uuid,
	"bapteme_id" uuid,
	"cart_item_id" uuid,
	"order_line_id" uuid,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "hold_one_per_cart_item" UNIQUE("cart_item_id"),
	CONSTRAINT "hold_one_per_order_line" UNIQUE("order_line_id"),
	CONSTRAINT "hold_one_activity" CHECK (num_nonnulls("holds"."stage_id", "holds"."bapteme_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "cart_gift_cards" (
	"cart_session_id" uuid NOT NULL,
	"gift_card_id" uuid NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "cart_gift_cards_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cart_gift_cards_cart_session_id_gift_card_id_pk" PRIMARY KEY("cart_session_id","gift_card_id")
);
--> statement-breakpoint
CREATE TABLE "cart_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "cart_items_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"cart_session_id" uuid NOT NULL,
	"type" text NOT NULL,
	"stage_id" uuid,
	"stage_type" text,
	"bapteme_id" uuid,
	"category" text,
	"video" boolean DEFAULT false NOT NULL,
	"participant" jsonb,
	"gift_card" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cart_item_one_thing" CHECK (("cart_items"."type" = 'STAGE' and "cart_items"."stage_id" is not null and "cart_items"."stage_type" is not null and "cart_items"."bapteme_id" is null and "cart_items"."gift_card" is null and "cart_items"."participant" is not null)
       or ("cart_items"."type" = 'BAPTEME' and "cart_items"."bapteme_id" is not null and "cart_items"."category" is not null and "cart_items"."stage_id" is null and "cart_items"."gift_card" is null and "cart_items"."participant" is not null)
       or ("cart_items"."type" = 'GIFT_CARD' and "cart_items"."gift_card" is not null and "cart_items"."stage_id" is null and "cart_items"."bapteme_id" is null and "cart_items"."participant" is null))
);
--> statement-breakpoint
CREATE TABLE "cart_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"locale" text DEFAULT 'fr' NOT NULL,
	"shown_due_now_cents" "cents" DEFAULT 0 NOT NULL,
	"shown_balance_cents" "cents" DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cart_sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "bapteme_categories" (
	"bapteme_id" uuid NOT NULL,
	"category" text NOT NULL,
	"price_cents" "cents" NOT NULL,
	CONSTRAINT "bapteme_categories_bapteme_id_category_pk" PRIMARY KEY("bapteme_id","category"),
	CONSTRAINT "bapteme_category_known" CHECK ("bapteme_categories"."category" in ('AVENTURE', 'DUREE', 'LONGUE_DUREE', 'ENFANT', 'HIVER')),
	CONSTRAINT "bapteme_category_price_range" CHECK ("bapteme_categories"."price_cents" between 0 and 10000000)
);
--> statement-breakpoint
CREATE TABLE "bapteme_instructors" (
	"bapteme_id" uuid NOT NULL,
	"instructor_id" uuid NOT NULL,
	CONSTRAINT "bapteme_instructors_bapteme_id_instructor_id_pk" PRIMARY KEY("bapteme_id","instructor_id")
);
--> statement-breakpoint
CREATE TABLE "baptemes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"duration_minutes" integer NOT NULL,
	"deposit_cents" "cents" NOT NULL,
	"video_price_cents" "cents" NOT NULL,
	"places" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bapteme_duration_range" CHECK ("baptemes"."duration_minutes" between 1 and 1440),
	CONSTRAINT "bapteme_video_price_range" CHECK ("baptemes"."video_price_cents" between 0 and 10000000),
	CONSTRAINT "bapteme_deposit_range" CHECK ("baptemes"."deposit_cents" between 0 and 10000000),
	CONSTRAINT "bapteme_places_range" CHECK ("baptemes"."places" between 0 and 1000)
);
--> statement-breakpoint
CREATE TABLE "gift_card_prices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"activity" text NOT NULL,
	"stage_type" text,
	"category" text,
	"price_cents" "cents" NOT NULL,
	"video_price_cents" "cents" DEFAULT 0 NOT NULL,
	CONSTRAINT "gift_card_price_activity" UNIQUE NULLS NOT DISTINCT("stage_type","category"),
	CONSTRAINT "gift_card_price_one_activity" CHECK (num_nonnulls("gift_card_prices"."stage_type", "gift_card_prices"."category") = 1),
	CONSTRAINT "gift_card_price_range" CHECK ("gift_card_prices"."price_cents" between 1 and 10000000 and "gift_card_prices"."video_price_cents" between 0 and 10000000)
);
--> statement-breakpoint
CREATE TABLE "instructors" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schools" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"phone" text NOT NULL,
	"address_line" text NOT NULL,
	"postal_code" text NOT NULL,
	"city" text NOT NULL,
	"country" text DEFAULT 'FR' NOT NULL,
	"time_zone" text DEFAULT 'Europe/Paris' NOT NULL,
	"meeting_point" text NOT NULL,
	"legal_notice" text NOT NULL,
	CONSTRAINT "school_single_row" CHECK ("schools"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "stage_instructors" (
	"stage_id" uuid NOT NULL,
	"instructor_id" uuid NOT NULL,
	CONSTRAINT "stage_instructors_stage_id_instructor_id_pk" PRIMARY KEY("stage_id","instructor_id")
);
--> statement-breakpoint
CREATE TABLE "stages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"start_date" date NOT NULL,
	"end_date" date NOT NULL,
	"price_cents" "cents" NOT NULL,
	"deposit_cents" "cents" NOT NULL,
	"places" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stage_type_known" CHECK ("stages"."type" in ('INITIATION', 'PROGRESSION', 'AUTONOMIE', 'DOUBLE')),
	CONSTRAINT "stage_ends_after_start" CHECK ("stages"."end_date" >= "stages"."start_date"),
	CONSTRAINT "stage_price_range" CHECK ("stages"."price_cents" between 0 and 10000000),
	CONSTRAINT "stage_deposit_within_price" CHECK ("stages"."deposit_cents" between 0 and "stages"."price_cents"),
	CONSTRAINT "stage_places_range" CHECK ("stages"."places" between 0 and 1000)
);
--> statement-breakpoint
CREATE TABLE "gift_card_entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "gift_card_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"gift_card_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"amount_cents" "cents" NOT NULL,
	"payment_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "gift_card_entry_sign" CHECK (("gift_card_entries"."kind" in ('ISSUE', 'RETURN') and "gift_card_entries"."amount_cents" > 0) or ("gift_card_entries"."kind" = 'SPEND' and "gift_card_entries"."amount_cents" < 0) or ("gift_card_entries"."kind" = 'ADJUST' and "gift_card_entries"."amount_cents" <> 0)),
	CONSTRAINT "gift_card_entry_spend_has_payment" CHECK ("gift_card_entries"."kind" <> 'SPEND' or "gift_card_entries"."payment_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "gift_cards" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"kind" text NOT NULL,
	"spec" jsonb NOT NULL,
	"balance_cents" "cents" DEFAULT 0 NOT NULL,
	"order_line_id" uuid,
	"recipient" jsonb,
	"deliver_at" timestamp (3) with time zone,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "gift_cards_code_unique" UNIQUE("code"),
	CONSTRAINT "gift_card_one_per_line" UNIQUE("order_line_id"),
	CONSTRAINT "gift_card_balance_not_negative" CHECK ("gift_cards"."balance_cents" >= 0),
	CONSTRAINT "gift_card_kind_known" CHECK ("gift_cards"."kind" in ('AMOUNT', 'ACTIVITY'))
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"details" jsonb NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"acknowledged_at" timestamp (3) with time zone,
	CONSTRAINT "alert_once" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "cursors" (
	"name" text PRIMARY KEY NOT NULL,
	"position" timestamp (3) with time zone NOT NULL,
	"page_token" text,
	"not_before" timestamp (3) with time zone NOT NULL,
	"attempts" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "emails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"order_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"locale" text NOT NULL,
	"status" text DEFAULT 'WAITING' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	CONSTRAINT "email_once" UNIQUE("order_id","kind","subject_id"),
	CONSTRAINT "email_kind_known" CHECK ("emails"."kind" in ('CONFIRMATION', 'PARTICIPANT_INFO', 'GIFT_CARD', 'PAYMENT_FAILED', 'REFUND', 'PLACE_LOST')),
	CONSTRAINT "email_status_known" CHECK ("emails"."status" in ('WAITING', 'SENT', 'DEAD'))
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"installation" uuid NOT NULL,
	"access_token_key" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "installation_single_row" CHECK ("installations"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "worklist_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"order_id" uuid,
	"payment_id" uuid,
	"details" jsonb NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"resolution" text,
	CONSTRAINT "worklist_entry_once" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "order_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"type" text NOT NULL,
	"cart_item_id" uuid,
	"stage_id" uuid,
	"stage_type" text,
	"bapteme_id" uuid,
	"category" text,
	"video" boolean DEFAULT false NOT NULL,
	"participant" jsonb,
	"gift_card" jsonb,
	"price_cents" "cents" NOT NULL,
	"due_now_cents" "cents" NOT NULL,
	"balance_cents" "cents" NOT NULL,
	"outcome" text DEFAULT 'PENDING' NOT NULL,
	CONSTRAINT "order_line_position" UNIQUE("order_id","position"),
	CONSTRAINT "order_line_amounts_add_up" CHECK ("order_lines"."price_cents" = "order_lines"."due_now_cents" + "order_lines"."balance_cents" and "order_lines"."due_now_cents" >= 0 and "order_lines"."balance_cents" >= 0),
	CONSTRAINT "order_line_outcome_known" CHECK ("order_lines"."outcome" in ('PENDING', 'BOOKED', 'ISSUED', 'LOST', 'CANCELLED')),
	CONSTRAINT "order_line_one_thing" CHECK (("order_lines"."type" = 'STAGE' and "order_lines"."stage_id" is not null and "order_lines"."bapteme_id" is null and "order_lines"."gift_card" is null)
       or ("order_lines"."type" = 'BAPTEME' and "order_lines"."bapteme_id" is not null and "order_lines"."stage_id" is null and "order_lines"."gift_card" is null)
       or ("order_lines"."type" = 'GIFT_CARD' and "order_lines"."gift_card" is not null and "order_lines"."stage_id" is null and "order_lines"."bapteme_id" is null))
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text DEFAULT 'ENV-' || lpad(nextval('order_number')::text, 6, '0') NOT NULL,
	"cart_session_id" uuid,
	"status" text DEFAULT 'PENDING' NOT NULL,
	"cancel_reason" text,
	"payable_until" timestamp (3) with time zone,
	"close_reason" text,
	"cart_fingerprint" text NOT NULL,
	"customer" jsonb,
	"locale" text NOT NULL,
	"terms_accepted_at" timestamp (3) with time zone NOT NULL,
	"subtotal_cents" "cents" NOT NULL,
	"gift_card_cents" "cents" NOT NULL,
	"due_now_cents" "cents" NOT NULL,
	"balance_cents" "cents" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"close_attempts" integer DEFAULT 0 NOT NULL,
	"close_not_before" timestamp (3) with time zone,
	CONSTRAINT "orders_number_unique" UNIQUE("number"),
	CONSTRAINT "order_amounts_add_up" CHECK ("orders"."subtotal_cents" = "orders"."gift_card_cents" + "orders"."due_now_cents" + "orders"."balance_cents"),
	CONSTRAINT "order_amounts_not_negative" CHECK (least("orders"."subtotal_cents", "orders"."gift_card_cents", "orders"."due_now_cents", "orders"."balance_cents") >= 0),
	CONSTRAINT "order_status_known" CHECK ("orders"."status" in ('PENDING', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED')),
	CONSTRAINT "order_cancel_reason" CHECK (("orders"."status" = 'CANCELLED') = ("orders"."cancel_reason" is not null)),
	CONSTRAINT "order_payable_while_open" CHECK (case when "orders"."payable_until" is null then "orders"."status" <> 'PENDING' else "orders"."status" = 'PENDING' or "orders"."cancel_reason" = 'payment_failed' end),
	CONSTRAINT "order_paid_at" CHECK (("orders"."status" in ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')) = ("orders"."paid_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"stripe_dispute_id" text PRIMARY KEY NOT NULL,
	"payment_id" uuid NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"amount_cents" "cents" NOT NULL,
	"currency" text NOT NULL,
	"funds_withdrawn_at" timestamp (3) with time zone,
	"funds_reinstated_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_allocations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payment_allocations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"payment_id" uuid NOT NULL,
	"order_line_id" uuid,
	"part" text NOT NULL,
	"amount_cents" "cents" NOT NULL,
	CONSTRAINT "payment_allocation_positive" CHECK ("payment_allocations"."amount_cents" > 0),
	CONSTRAINT "payment_allocation_part_known" CHECK ("payment_allocations"."part" in ('DUE_NOW', 'BALANCE', 'EXCESS', 'DUPLICATE')),
	CONSTRAINT "payment_allocation_line" CHECK (("payment_allocations"."part" in ('DUE_NOW', 'BALANCE')) = ("payment_allocations"."order_line_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"method" text NOT NULL,
	"status" text DEFAULT 'PENDING' NOT NULL,
	"amount_cents" "cents" NOT NULL,
	"currency" text DEFAULT 'eur' NOT NULL,
	"stripe_payment_intent_id" text,
	"gift_card_id" uuid,
	"covers_order" boolean DEFAULT true NOT NULL,
	"received_cents" "cents",
	"received_currency" text,
	"refunded_cents" "cents" DEFAULT 0 NOT NULL,
	"failure_code" text,
	"failure_message" text,
	"succeeded_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"succeeded_at" timestamp (3) with time zone,
	"reconcile_not_before" timestamp (3) with time zone,
	CONSTRAINT "payment_one_per_payment_intent" UNIQUE("stripe_payment_intent_id"),
	CONSTRAINT "payment_method_known" CHECK ("payments"."method" in ('STRIPE', 'GIFT_CARD', 'MANUAL')),
	CONSTRAINT "payment_status_known" CHECK ("payments"."status" in ('PENDING', 'PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'PARTIALLY_REFUNDED', 'REFUNDED')),
	CONSTRAINT "payment_amount_positive" CHECK ("payments"."amount_cents" > 0),
	CONSTRAINT "payment_gift_card" CHECK (("payments"."method" = 'GIFT_CARD') = ("payments"."gift_card_id" is not null)),
	CONSTRAINT "payment_intent_is_stripe" CHECK ("payments"."stripe_payment_intent_id" is null or "payments"."method" = 'STRIPE'),
	CONSTRAINT "payment_refunded_within_received" CHECK ("payments"."refunded_cents" between 0 and coalesce("payments"."received_cents", 0)),
	CONSTRAINT "payment_succeeded_has_received" CHECK (("payments"."status" in ('SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED')) = ("payments"."succeeded_at" is not null) and ("payments"."succeeded_at" is null or "payments"."received_cents" is not null))
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"order_line_id" uuid,
	"amount_cents" "cents" NOT NULL,
	"currency" text DEFAULT 'eur' NOT NULL,
	"reason" text NOT NULL,
	"status" text DEFAULT 'REQUESTED' NOT NULL,
	"stripe_refund_id" text,
	"failure_reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp (3) with time zone,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "refund_one_per_stripe_refund" UNIQUE("stripe_refund_id"),
	CONSTRAINT "refund_amount_positive" CHECK ("refunds"."amount_cents" > 0),
	CONSTRAINT "refund_status_known" CHECK ("refunds"."status" in ('REQUESTED', 'PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
	CONSTRAINT "refund_made_has_stripe_id" CHECK ("refunds"."status" = 'REQUESTED' or "refunds"."stripe_refund_id" is not null or "refunds"."status" in ('FAILED', 'CANCELLED'))
);
--> statement-breakpoint
CREATE TABLE "parked_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"status" text NOT NULL,
	"raw_body" "bytea",
	"attempts" integer NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"last_error" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "parked_event_status_known" CHECK ("parked_events"."status" in ('WAITING', 'FOR_STAFF', 'DEAD', 'DONE'))
);
--> statement-breakpoint
CREATE TABLE "ProcessedWebhookEvent" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"source" text NOT NULL,
	"effect" text NOT NULL,
	"object_id" text,
	"order_id" uuid,
	"api_version" text,
	"created_at_stripe" timestamp (3) with time zone,
	"processed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_order_line_id_order_lines_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_hold_id_holds_id_fk" FOREIGN KEY ("hold_id") REFERENCES "public"."holds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_stage_id_stages_id_fk" FOREIGN KEY ("stage_id") REFERENCES "public"."stages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_bapteme_id_baptemes_id_fk" FOREIGN KEY ("bapteme_id") REFERENCES "public"."baptemes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_stage_id_stages_id_fk" FOREIGN KEY ("stage_id") REFERENCES "public"."stages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_bapteme_id_baptemes_id_fk" FOREIGN KEY ("bapteme_id") REFERENCES "public"."baptemes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_cart_item_id_cart_items_id_fk" FOREIGN KEY ("cart_item_id") REFERENCES "public"."cart_items"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_order_line_id_order_lines_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cart_gift_cards" ADD CONSTRAINT "cart_gift_cards_cart_session_id_cart_sessions_id_fk" FOREIGN KEY ("cart_session_id") REFERENCES "public"."cart_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cart_gift_cards" ADD CONSTRAINT "cart_gift_cards_gift_card_id_gift_cards_id_fk" FOREIGN KEY ("gift_card_id") REFERENCES "public"."gift_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cart_items" ADD CONSTRAINT "cart_items_cart_session_id_cart_sessions_id_fk" FOREIGN KEY ("cart_session_id") REFERENCES "public"."cart_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cart_items" ADD CONSTRAINT "cart_items_stage_id_stages_id_fk" FOREIGN KEY ("stage_id") REFERENCES "public"."stages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cart_items" ADD CONSTRAINT "cart_items_bapteme_id_baptemes_id_fk" FOREIGN KEY ("bapteme_id") REFERENCES "public"."baptemes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bapteme_categories" ADD CONSTRAINT "bapteme_categories_bapteme_id_baptemes_id_fk" FOREIGN KEY ("bapteme_id") REFERENCES "public"."baptemes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bapteme_instructors" ADD CONSTRAINT "bapteme_instructors_bapteme_id_baptemes_id_fk" FOREIGN KEY ("bapteme_id") REFERENCES "public"."baptemes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bapteme_instructors" ADD CONSTRAINT "bapteme_instructors_instructor_id_instructors_id_fk" FOREIGN KEY ("instructor_id") REFERENCES "public"."instructors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_instructors" ADD CONSTRAINT "stage_instructors_stage_id_stages_id_fk" FOREIGN KEY ("stage_id") REFERENCES "public"."stages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_instructors" ADD CONSTRAINT "stage_instructors_instructor_id_instructors_id_fk" FOREIGN KEY ("instructor_id") REFERENCES "public"."instructors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gift_card_entries" ADD CONSTRAINT "gift_card_entries_gift_card_id_gift_cards_id_fk" FOREIGN KEY ("gift_card_id") REFERENCES "public"."gift_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gift_card_entries" ADD CONSTRAINT "gift_card_entries_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gift_cards" ADD CONSTRAINT "gift_cards_order_line_id_order_lines_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "emails" ADD CONSTRAINT "emails_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "worklist_entries" ADD CONSTRAINT "worklist_entries_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "worklist_entries" ADD CONSTRAINT "worklist_entries_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_stage_id_stages_id_fk" FOREIGN KEY ("stage_id") REFERENCES "public"."stages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_bapteme_id_baptemes_id_fk" FOREIGN KEY ("bapteme_id") REFERENCES "public"."baptemes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_cart_session_id_cart_sessions_id_fk" FOREIGN KEY ("cart_session_id") REFERENCES "public"."cart_sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_allocations" ADD CONSTRAINT "payment_allocations_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_allocations" ADD CONSTRAINT "payment_allocations_order_line_id_order_lines_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_gift_card_id_gift_cards_id_fk" FOREIGN KEY ("gift_card_id") REFERENCES "public"."gift_cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_order_line_id_order_lines_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "booking_order" ON "bookings" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "booking_stage" ON "bookings" USING btree ("stage_id");--> statement-breakpoint
CREATE INDEX "booking_bapteme" ON "bookings" USING btree ("bapteme_id");--> statement-breakpoint
CREATE INDEX "hold_stage" ON "holds" USING btree ("stage_id") WHERE "holds"."stage_id" is not null;--> statement-breakpoint
CREATE INDEX "hold_bapteme" ON "holds" USING btree ("bapteme_id") WHERE "holds"."bapteme_id" is not null;--> statement-breakpoint
CREATE INDEX "hold_expires_at" ON "holds" USING btree ("expires_at") WHERE "holds"."expires_at" is not null and "holds"."order_line_id" is null;--> statement-breakpoint
CREATE INDEX "cart_gift_card_card" ON "cart_gift_cards" USING btree ("gift_card_id");--> statement-breakpoint
CREATE INDEX "cart_item_cart_session" ON "cart_items" USING btree ("cart_session_id","position");--> statement-breakpoint
CREATE INDEX "cart_item_stage" ON "cart_items" USING btree ("stage_id");--> statement-breakpoint
CREATE INDEX "cart_item_bapteme" ON "cart_items" USING btree ("bapteme_id");--> statement-breakpoint
CREATE INDEX "cart_session_last_used_at" ON "cart_sessions" USING btree ("last_used_at");--> statement-breakpoint
CREATE INDEX "bapteme_starts_at" ON "baptemes" USING btree ("starts_at");--> statement-breakpoint
CREATE INDEX "stage_start_date" ON "stages" USING btree ("start_date");--> statement-breakpoint
CREATE INDEX "gift_card_entry_card" ON "gift_card_entries" USING btree ("gift_card_id");--> statement-breakpoint
CREATE UNIQUE INDEX "gift_card_entry_once_per_payment" ON "gift_card_entries" USING btree ("payment_id","kind") WHERE "gift_card_entries"."payment_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "gift_card_entry_one_issue" ON "gift_card_entries" USING btree ("gift_card_id") WHERE "gift_card_entries"."kind" = 'ISSUE';--> statement-breakpoint
CREATE INDEX "alert_last_at" ON "alerts" USING btree ("last_at");--> statement-breakpoint
CREATE INDEX "email_waiting" ON "emails" USING btree ("not_before") WHERE "emails"."status" = 'WAITING';--> statement-breakpoint
CREATE INDEX "worklist_entry_open" ON "worklist_entries" USING btree ("opened_at") WHERE "worklist_entries"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "worklist_entry_order" ON "worklist_entries" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "order_line_cart_item" ON "order_lines" USING btree ("cart_item_id");--> statement-breakpoint
CREATE INDEX "order_line_stage" ON "order_lines" USING btree ("stage_id");--> statement-breakpoint
CREATE INDEX "order_line_bapteme" ON "order_lines" USING btree ("bapteme_id");--> statement-breakpoint
CREATE UNIQUE INDEX "order_one_payable_per_cart" ON "orders" USING btree ("cart_session_id") WHERE "orders"."payable_until" is not null;--> statement-breakpoint
CREATE INDEX "order_cart_session" ON "orders" USING btree ("cart_session_id","created_at");--> statement-breakpoint
CREATE INDEX "order_payable_until" ON "orders" USING btree ("payable_until") WHERE "orders"."payable_until" is not null;--> statement-breakpoint
CREATE INDEX "order_created_at" ON "orders" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "dispute_payment" ON "disputes" USING btree ("payment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_allocation_once" ON "payment_allocations" USING btree ("payment_id","order_line_id","part");--> statement-breakpoint
CREATE INDEX "payment_allocation_line_index" ON "payment_allocations" USING btree ("order_line_id");--> statement-breakpoint
CREATE INDEX "payment_order" ON "payments" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "payment_gift_card_pending" ON "payments" USING btree ("gift_card_id") WHERE "payments"."status" = 'PENDING' and "payments"."method" = 'GIFT_CARD';--> statement-breakpoint
CREATE INDEX "payment_unfinished" ON "payments" USING btree ("created_at") WHERE "payments"."method" = 'STRIPE' and "payments"."status" in ('PENDING', 'PROCESSING', 'FAILED');--> statement-breakpoint
CREATE UNIQUE INDEX "refund_one_per_loss" ON "refunds" USING btree ("payment_id","order_line_id","reason") WHERE "refunds"."reason" in ('PLACE_LOST', 'GIFT_CARD_SPENT');--> statement-breakpoint
CREATE UNIQUE INDEX "refund_one_per_duplicate" ON "refunds" USING btree ("payment_id") WHERE "refunds"."reason" = 'DUPLICATE';--> statement-breakpoint
CREATE INDEX "refund_payment" ON "refunds" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "refund_order" ON "refunds" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "refund_requested" ON "refunds" USING btree ("not_before") WHERE "refunds"."status" = 'REQUESTED';--> statement-breakpoint
CREATE INDEX "parked_event_waiting" ON "parked_events" USING btree ("not_before") WHERE "parked_events"."status" = 'WAITING';--> statement-breakpoint
CREATE INDEX "parked_event_done" ON "parked_events" USING btree ("updated_at") WHERE "parked_events"."status" = 'DONE' and "parked_events"."raw_body" is not null;--> statement-breakpoint
CREATE INDEX "processed_webhook_event_processed_at" ON "ProcessedWebhookEvent" USING btree ("processed_at");--> statement-breakpoint
CREATE INDEX "processed_webhook_event_order" ON "ProcessedWebhookEvent" USING btree ("order_id");