import { changed, type Conjunct, copied, otherOrder } from "./conjunct.ts";

/** Two things that are there together or not at all: each without the other. */
function together(
  table: string,
  check: string,
  [left, right]: [string, string],
  onlyLeft: [attempt: string, statement: Conjunct["statement"]],
  onlyRight: [attempt: string, statement: Conjunct["statement"]],
): Conjunct[] {
  const piece = `(${left} = ${right})`;
  return (
    [
      [">=", ...onlyLeft],
      ["<=", ...onlyRight],
    ] as const
  ).map(([sign, attempt, statement]) => ({
    table,
    check,
    piece,
    instead: `(${left} ${sign} ${right})`,
    attempt,
    statement,
  }));
}

export const TOGETHER: Conjunct[] = [
  ...together(
    "bookings",
    "booking_stands_on_hold",
    ["(cancelled_at IS NULL)", "(hold_id IS NOT NULL)"],
    ["let a booking stand on nothing", ({ bookingId }) => changed("bookings", bookingId, { hold_id: null })],
    [
      "let a cancelled booking keep its place",
      ({ bookingId }) => changed("bookings", bookingId, { cancelled_at: "2027-01-01" }),
    ],
  ),
  ...together(
    "orders",
    "order_cancel_reason",
    ["(status = 'CANCELLED'::text)", "(cancel_reason IS NOT NULL)"],
    [
      "cancel without a reason",
      ({ order }) => copied("orders", order.id, { ...otherOrder, status: "CANCELLED", payable_until: null }),
    ],
    ["give a reason without cancelling", ({ order }) => changed("orders", order.id, { cancel_reason: "expired" })],
  ),
  ...together(
    "orders",
    "order_paid_at",
    ["(status = ANY (ARRAY['PAID'::text, 'PARTIALLY_REFUNDED'::text, 'REFUNDED'::text]))", "(paid_at IS NOT NULL)"],
    [
      "call an order paid at no time",
      ({ order }) => copied("orders", order.id, { ...otherOrder, status: "PAID", payable_until: null }),
    ],
    ["say when an order was paid that waits", ({ order }) => changed("orders", order.id, { paid_at: "2027-01-01" })],
  ),
  ...together(
    "payments",
    "payment_gift_card",
    ["(method = 'GIFT_CARD'::text)", "(gift_card_id IS NOT NULL)"],
    ["pay by no gift card", ({ cardPaymentId }) => changed("payments", cardPaymentId, { gift_card_id: null })],
    [
      "pay by a gift card online",
      ({ stripePaymentId, card }) => changed("payments", stripePaymentId, { gift_card_id: card.id }),
    ],
  ),
  ...together(
    "payment_allocations",
    "payment_allocation_line",
    ["(part = ANY (ARRAY['DUE_NOW'::text, 'BALANCE'::text]))", "(order_line_id IS NOT NULL)"],
    [
      "allocate a part of no line",
      ({ allocationId }) => changed("payment_allocations", allocationId, { order_line_id: null }),
    ],
    [
      "allocate the excess to one line",
      ({ allocationId }) => changed("payment_allocations", allocationId, { part: "EXCESS" }),
    ],
  ),
  ...together(
    "payments",
    "payment_succeeded_has_received",
    [
      "(status = ANY (ARRAY['SUCCEEDED'::text, 'PARTIALLY_REFUNDED'::text, 'REFUNDED'::text]))",
      "(succeeded_at IS NOT NULL)",
    ],
    [
      "call a payment succeeded at no time",
      ({ stripePaymentId }) => changed("payments", stripePaymentId, { status: "SUCCEEDED", received_cents: 1 }),
    ],
    [
      "say when a payment succeeded that waits",
      ({ stripePaymentId }) => changed("payments", stripePaymentId, { succeeded_at: "2027-01-01", received_cents: 1 }),
    ],
  ),
  {
    table: "payments",
    check: "payment_succeeded_has_received",
    piece: "((succeeded_at IS NULL) OR (received_cents IS NOT NULL))",
    instead: "true",
    attempt: "say when a payment succeeded, and not with how much",
    statement: ({ paid }) => changed("payments", paid.paymentId, { received_cents: null }),
  },
];

/** Exactly one of two: none, and both. */
const oneOf = (
  table: string,
  check: string,
  none: [attempt: string, statement: Conjunct["statement"]],
  both: [attempt: string, statement: Conjunct["statement"]],
): Conjunct[] =>
  (
    [
      ["<= 1", ...none],
      [">= 1", ...both],
    ] as const
  ).map(([instead, attempt, statement]) => ({ table, check, piece: "= 1", instead, attempt, statement }));

export const ONE_OF_TWO: Conjunct[] = [
  ...oneOf(
    "holds",
    "hold_one_activity",
    ["hold nothing", ({ otherOrderHoldId }) => changed("holds", otherOrderHoldId, { stage_id: null })],
    [
      "hold a stage and a flight in one",
      ({ flightHoldId, elsewhere }) => changed("holds", flightHoldId, { stage_id: elsewhere.id }),
    ],
  ),
  ...oneOf(
    "bookings",
    "booking_one_activity",
    [
      "book no activity",
      ({ bookingId }) => changed("bookings", bookingId, { stage_id: null, hold_id: null, cancelled_at: "2027-01-01" }),
    ],
    [
      "book a stage and a flight in one",
      ({ bookingId, bapteme }) =>
        changed("bookings", bookingId, { bapteme_id: bapteme.id, hold_id: null, cancelled_at: "2027-01-01" }),
    ],
  ),
  ...oneOf(
    "gift_card_prices",
    "gift_card_price_one_activity",
    [
      "price a gift card for nothing",
      ({ giftCardPriceId }) => changed("gift_card_prices", giftCardPriceId, { category: null }),
    ],
    [
      "price a gift card for a stage and a flight",
      ({ giftCardPriceId }) => changed("gift_card_prices", giftCardPriceId, { stage_type: "DOUBLE" }),
    ],
  ),
];
