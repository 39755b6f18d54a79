import { newId } from "@/db/schema/columns";
import { type Attempt, change, copy, typed } from "./world";

export const PLACES: Attempt[] = [
  {
    guard: "hold_places_guard",
    attempt: "take one place more than a stage has",
    statement: ({ stage }) =>
      typed(
        "insert into holds (id, stage_id, expires_at, created_at) values ($1, $2, now() + interval '1 hour', now())",
        newId(),
        stage.id,
      ),
  },
  {
    guard: "hold_places_guard",
    attempt: "take one place more than a slot has",
    statement: ({ bapteme }) =>
      typed(
        "insert into holds (id, bapteme_id, expires_at, created_at) values ($1, $2, now(), now())",
        newId(),
        bapteme.id,
      ),
  },
  {
    guard: "hold_places_guard",
    attempt: "move a place to a full stage",
    statement: ({ otherOrderHoldId, stage }) => change("holds", otherOrderHoldId, { stage_id: stage.id }),
  },
  {
    guard: "stage_places_guard",
    attempt: "lower a stage's places below what is taken",
    statement: ({ stage }) => change("stages", stage.id, { places: 1 }),
  },
  {
    guard: "bapteme_places_guard",
    attempt: "lower a slot's places below what is taken",
    statement: ({ bapteme }) => change("baptemes", bapteme.id, { places: 0 }),
  },
  {
    guard: "hold_one_activity",
    attempt: "hold a place of nothing",
    statement: ({ otherOrderHoldId }) => change("holds", otherOrderHoldId, { stage_id: null }),
  },
  {
    guard: "hold_one_activity",
    attempt: "hold a place of two things at once",
    statement: ({ flightHoldId, elsewhere }) => change("holds", flightHoldId, { stage_id: elsewhere.id }),
  },
  {
    guard: "hold_one_per_cart_item",
    attempt: "hold a second place for one cart item",
    statement: ({ stageHoldId, elsewhere }) =>
      copy("holds", stageHoldId, { stage_id: elsewhere.id, order_line_id: null }),
  },
  {
    guard: "hold_one_per_order_line",
    attempt: "keep a second place for one order line",
    statement: ({ stageHoldId, elsewhere }) =>
      copy("holds", stageHoldId, { stage_id: elsewhere.id, cart_item_id: null }),
  },
  {
    guard: "booking_one_per_line",
    attempt: "book one line twice",
    statement: ({ bookingId, otherOrderHoldId, elsewhere }) =>
      copy("bookings", bookingId, { hold_id: otherOrderHoldId, stage_id: elsewhere.id }),
  },
  {
    guard: "booking_one_per_hold",
    attempt: "book one place twice",
    statement: ({ bookingId, stageLineId }) => copy("bookings", bookingId, { order_line_id: stageLineId }),
  },
  {
    guard: "booking_hold_guard",
    attempt: "let a booking stand on another activity's place",
    statement: ({ bookingId, otherOrderHoldId }) => change("bookings", bookingId, { hold_id: otherOrderHoldId }),
  },
  {
    guard: "booking_stands_on_hold",
    attempt: "keep a booking without a place",
    statement: ({ bookingId }) => change("bookings", bookingId, { hold_id: null }),
  },
  {
    guard: "booking_stands_on_hold",
    attempt: "cancel a booking and keep its place",
    statement: ({ bookingId }) => change("bookings", bookingId, { cancelled_at: new Date() }),
  },
  {
    guard: "booking_one_activity",
    attempt: "book nothing",
    statement: ({ bookingId }) =>
      change("bookings", bookingId, { stage_id: null, hold_id: null, cancelled_at: new Date() }),
  },
  {
    guard: "booked_hold_guard",
    attempt: "let a booked place run out",
    statement: ({ bookedHoldId }) => change("holds", bookedHoldId, { expires_at: new Date() }),
  },
  {
    guard: "bookings_hold_id_holds_id_fk",
    attempt: "clear away a booked place",
    statement: ({ bookedHoldId }) => typed("delete from holds where id = $1", bookedHoldId),
  },
];

export const CATALOGUE: Attempt[] = [
  {
    guard: "school_single_row",
    attempt: "enter a second school",
    statement: () => typed("insert into schools select (jsonb_populate_record(s, '{\"id\": 2}')).* from schools s"),
  },
  {
    guard: "stage_type_known",
    attempt: "offer a stage of an unknown type",
    statement: ({ stage }) => change("stages", stage.id, { type: "ACRO" }),
  },
  {
    guard: "stage_ends_after_start",
    attempt: "end a stage before it starts",
    statement: ({ stage }) => change("stages", stage.id, { end_date: "2000-01-01" }),
  },
  {
    guard: "stage_price_range",
    attempt: "ask a hundred thousand euros and a cent for a stage",
    statement: ({ stage }) => change("stages", stage.id, { price_cents: 10_000_001 }),
  },
  {
    guard: "stage_deposit_within_price",
    attempt: "ask a deposit above a stage's price",
    statement: ({ stage }) => change("stages", stage.id, { deposit_cents: 45_001 }),
  },
  {
    guard: "stage_places_range",
    attempt: "give a stage a thousand and one places",
    statement: ({ stage }) => change("stages", stage.id, { places: 1_001 }),
  },
  {
    guard: "bapteme_duration_range",
    attempt: "fly for no time",
    statement: ({ bapteme }) => change("baptemes", bapteme.id, { duration_minutes: 0 }),
  },
  {
    guard: "bapteme_deposit_range",
    attempt: "ask a deposit below nothing",
    statement: ({ bapteme }) => change("baptemes", bapteme.id, { deposit_cents: -1 }),
  },
  {
    guard: "bapteme_video_price_range",
    attempt: "ask less than nothing for a video",
    statement: ({ bapteme }) => change("baptemes", bapteme.id, { video_price_cents: -1 }),
  },
  {
    guard: "bapteme_places_range",
    attempt: "give a slot a thousand and one places",
    statement: ({ bapteme }) => change("baptemes", bapteme.id, { places: 1_001 }),
  },
  {
    guard: "bapteme_category_known",
    attempt: "offer an unknown category",
    statement: ({ bapteme }) =>
      typed(
        "insert into bapteme_categories (bapteme_id, category, price_cents) values ($1, 'SPATIAL', 100)",
        bapteme.id,
      ),
  },
  {
    guard: "bapteme_category_price_range",
    attempt: "ask less than nothing for a category",
    statement: ({ bapteme }) =>
      typed("update bapteme_categories set price_cents = -1 where bapteme_id = $1", bapteme.id),
  },
  {
    guard: "gift_card_price_one_activity",
    attempt: "price a gift card for two activities",
    statement: ({ giftCardPriceId }) => change("gift_card_prices", giftCardPriceId, { stage_type: "DOUBLE" }),
  },
  {
    guard: "gift_card_price_range",
    attempt: "give gift cards away",
    statement: ({ giftCardPriceId }) => change("gift_card_prices", giftCardPriceId, { price_cents: 0 }),
  },
  {
    guard: "gift_card_price_activity",
    attempt: "price one activity twice",
    statement: ({ giftCardPriceId }) => copy("gift_card_prices", giftCardPriceId),
  },
  {
    guard: "cents_check",
    attempt: "price half a cent",
    statement: ({ stage }) => change("stages", stage.id, { price_cents: "45000.5" }),
  },
  {
    guard: "cents_check",
    attempt: "price what no number in JavaScript holds",
    statement: ({ stage }) => change("stages", stage.id, { price_cents: "9007199254740993" }),
  },
  {
    guard: "cart_sessions_token_hash_unique",
    attempt: "open two carts by one cookie",
    statement: ({ cart }) => copy("cart_sessions", cart.sessionId),
  },
  {
    guard: "cart_item_one_thing",
    attempt: "put a place for nobody into a cart",
    statement: ({ stageItemId }) => change("cart_items", stageItemId, { participant: null }),
  },
  {
    guard: "cart_item_one_thing",
    attempt: "put a flight without category into a cart",
    statement: ({ flightItemId }) => change("cart_items", flightItemId, { category: null }),
  },
  {
    guard: "cart_item_one_thing",
    attempt: "put two things in one into a cart",
    statement: ({ giftCardItemId, stage }) => change("cart_items", giftCardItemId, { stage_id: stage.id }),
  },
  {
    guard: "cart_gift_cards_cart_session_id_gift_card_id_pk",
    attempt: "put one gift card on a cart twice",
    statement: ({ cart, card }) =>
      typed(
        "insert into cart_gift_cards (cart_session_id, gift_card_id, added_at) values ($1, $2, now())",
        cart.sessionId,
        card.id,
      ),
  },
];
