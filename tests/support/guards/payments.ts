import { type Attempt, change, copy } from "./world";

export const PAYMENTS: Attempt[] = [
  {
    guard: "payment_one_per_payment_intent",
    attempt: "record a second payment for one PaymentIntent",
    statement: ({ stripePaymentId }) => copy("payments", stripePaymentId),
  },
  {
    guard: "payment_method_known",
    attempt: "pay by an unknown method",
    statement: ({ stripePaymentId }) =>
      copy("payments", stripePaymentId, { method: "BARTER", stripe_payment_intent_id: null }),
  },
  {
    guard: "payment_status_known",
    attempt: "give a payment an unknown status",
    statement: ({ cardPaymentId }) => copy("payments", cardPaymentId, { status: "MAYBE" }),
  },
  {
    guard: "payment_amount_positive",
    attempt: "pay nothing",
    statement: ({ cardPaymentId }) => copy("payments", cardPaymentId, { amount_cents: 0 }),
  },
  {
    guard: "payment_gift_card",
    attempt: "pay by gift card without one",
    statement: ({ cardPaymentId }) => change("payments", cardPaymentId, { gift_card_id: null }),
  },
  {
    guard: "payment_gift_card",
    attempt: "pay online with a gift card",
    statement: ({ stripePaymentId, card }) => change("payments", stripePaymentId, { gift_card_id: card.id }),
  },
  {
    guard: "payment_intent_is_stripe",
    attempt: "give a gift card's payment a PaymentIntent",
    statement: ({ cardPaymentId }) => change("payments", cardPaymentId, { stripe_payment_intent_id: "pi_x" }),
  },
  {
    guard: "payment_refunded_within_received",
    attempt: "refund more than was received",
    statement: ({ paid }) => change("payments", paid.paymentId, { refunded_cents: 1_000_000 }),
  },
  {
    guard: "payment_refunded_within_received",
    attempt: "refund what never came",
    statement: ({ stripePaymentId }) => change("payments", stripePaymentId, { refunded_cents: 1 }),
  },
  {
    guard: "payment_succeeded_has_received",
    attempt: "call a payment succeeded without money",
    statement: ({ stripePaymentId }) => change("payments", stripePaymentId, { status: "SUCCEEDED" }),
  },
  {
    guard: "payment_succeeded_has_received",
    attempt: "say when, but not how much",
    statement: ({ paid }) => change("payments", paid.paymentId, { received_cents: null }),
  },
  {
    guard: "payment_status_guard",
    attempt: "call a succeeded payment failed",
    statement: ({ paid }) => change("payments", paid.paymentId, { status: "FAILED", succeeded_at: null }),
  },
  {
    guard: "payment_intent_is_final",
    attempt: "give a payment another PaymentIntent",
    statement: ({ stripePaymentId }) => change("payments", stripePaymentId, { stripe_payment_intent_id: "pi_other" }),
  },
  {
    guard: "payment_intent_is_final",
    attempt: "take a payment's PaymentIntent away",
    statement: ({ stripePaymentId }) => change("payments", stripePaymentId, { stripe_payment_intent_id: null }),
  },
  {
    guard: "payment_intent_is_final",
    attempt: "change what a payment shall bring",
    statement: ({ stripePaymentId }) => change("payments", stripePaymentId, { amount_cents: 1 }),
  },
  {
    guard: "payment_intent_is_final",
    attempt: "move a payment to another order",
    statement: ({ stripePaymentId, otherOrder }) => change("payments", stripePaymentId, { order_id: otherOrder.id }),
  },
  {
    guard: "payment_allocation_positive",
    attempt: "allocate nothing",
    statement: ({ allocationId }) => change("payment_allocations", allocationId, { amount_cents: 0 }),
  },
  {
    guard: "payment_allocation_part_known",
    attempt: "allocate to an unknown part",
    statement: ({ allocationId }) => change("payment_allocations", allocationId, { part: "TIP", order_line_id: null }),
  },
  {
    guard: "payment_allocation_line",
    attempt: "allocate what is due now to no line",
    statement: ({ allocationId }) => change("payment_allocations", allocationId, { order_line_id: null }),
  },
  {
    guard: "payment_allocation_line",
    attempt: "allocate an excess to a line",
    statement: ({ allocationId }) => change("payment_allocations", allocationId, { part: "EXCESS" }),
  },
  {
    guard: "payment_allocation_once",
    attempt: "allocate to one part of a line twice",
    statement: ({ allocationId }) => copy("payment_allocations", allocationId),
  },
  {
    guard: "refund_amount_positive",
    attempt: "refund nothing",
    statement: ({ refundId }) => change("refunds", refundId, { amount_cents: 0 }),
  },
  {
    guard: "refund_status_known",
    attempt: "give a refund an unknown status",
    statement: ({ refundId }) => change("refunds", refundId, { status: "MAYBE" }),
  },
  {
    guard: "refund_made_has_stripe_id",
    attempt: "call a refund made that Stripe does not know",
    statement: ({ refundId }) => change("refunds", refundId, { stripe_refund_id: null }),
  },
  {
    guard: "refund_one_per_stripe_refund",
    attempt: "count one refund of Stripe's twice",
    statement: ({ refundId }) => copy("refunds", refundId, { reason: "STAFF" }),
  },
  {
    guard: "refund_one_per_loss",
    attempt: "give one loss back twice",
    statement: ({ refundId }) => copy("refunds", refundId, { stripe_refund_id: "re_2" }),
  },
  {
    guard: "refund_one_per_duplicate",
    attempt: "give a duplicate payment back twice",
    statement: ({ refundOfDuplicateId }) => copy("refunds", refundOfDuplicateId),
  },
];

export const GIFT_CARDS: Attempt[] = [
  {
    guard: "gift_cards_code_unique",
    attempt: "give two cards one code",
    statement: ({ boughtCardId }) => copy("gift_cards", boughtCardId, { order_line_id: null, balance_cents: 0 }),
  },
  {
    guard: "gift_card_one_per_line",
    attempt: "issue two cards for one line",
    statement: ({ boughtCardId }) => copy("gift_cards", boughtCardId, { code: "X", balance_cents: 0 }),
  },
  {
    guard: "gift_card_kind_known",
    attempt: "issue a card of an unknown kind",
    statement: ({ card }) => change("gift_cards", card.id, { kind: "LOTTERY" }),
  },
  {
    guard: "gift_card_balance_is_ledger",
    attempt: "write a balance that the ledger does not say",
    statement: ({ card }) => change("gift_cards", card.id, { balance_cents: 5_001 }),
  },
  {
    guard: "gift_card_balance_is_ledger",
    attempt: "issue a card that holds something without an entry",
    statement: ({ card }) => copy("gift_cards", card.id, { code: "X" }),
  },
  {
    guard: "gift_card_balance_not_negative",
    attempt: "write a balance below nothing",
    statement: ({ card }) => change("gift_cards", card.id, { balance_cents: -1 }),
  },
  {
    guard: "gift_card_balance_not_negative",
    attempt: "spend more than a card holds",
    statement: ({ card, cardPaymentId }) => spend(card.id, -5_001, cardPaymentId),
  },
  {
    guard: "gift_card_entry_once_per_payment",
    attempt: "spend one payment's part twice",
    statement: ({ entryId, card }) => copy("gift_card_entries", entryId, { gift_card_id: card.id, amount_cents: -1 }),
  },
  {
    guard: "gift_card_entry_one_issue",
    attempt: "fill a card twice",
    statement: ({ issueEntryId }) => copy("gift_card_entries", issueEntryId),
  },
  {
    guard: "gift_card_entry_spend_has_payment",
    attempt: "spend without a payment",
    statement: ({ card }) => spend(card.id, -1, null),
  },
  {
    guard: "gift_card_entry_sign",
    attempt: "fill a card by spending",
    statement: ({ card, cardPaymentId }) => spend(card.id, 1, cardPaymentId),
  },
  {
    guard: "gift_card_entry_is_final",
    attempt: "rewrite the ledger",
    statement: ({ entryId }) => change("gift_card_entries", entryId, { amount_cents: -1 }),
  },
  {
    guard: "gift_card_entry_is_final",
    attempt: "tear a page out of the ledger",
    statement: ({ entryId }) => ({ text: "delete from gift_card_entries where id = $1", values: [entryId] }),
  },
];

const spend = (cardId: string, amountCents: number, paymentId: string | null) => ({
  text: "insert into gift_card_entries (gift_card_id, kind, amount_cents, payment_id, created_at) values ($1, 'SPEND', $2, $3, now())",
  values: [cardId, amountCents, paymentId],
});

export const OPERATIONS: Attempt[] = [
  {
    guard: "installation_single_row",
    attempt: "give this database a second identity",
    statement: () => ({
      text: "insert into installations (id, installation, access_token_key) values (2, gen_random_uuid(), '\\x00')",
      values: [],
    }),
  },
  { guard: "email_once", attempt: "queue one e-mail twice", statement: ({ emailId }) => copy("emails", emailId) },
  {
    guard: "email_kind_known",
    attempt: "queue an e-mail of an unknown kind",
    statement: ({ emailId }) => change("emails", emailId, { kind: "SPAM" }),
  },
  {
    guard: "email_status_known",
    attempt: "give an e-mail an unknown status",
    statement: ({ emailId }) => change("emails", emailId, { status: "READ" }),
  },
  {
    guard: "worklist_entry_once",
    attempt: "enter one fact on the worklist twice",
    statement: ({ worklistEntryId }) => copy("worklist_entries", worklistEntryId),
  },
  { guard: "alert_once", attempt: "raise one alert as two rows", statement: ({ alertId }) => copy("alerts", alertId) },
  {
    guard: "parked_event_status_known",
    attempt: "give a parked event an unknown status",
    statement: () => change("parked_events", "evt_parked", { status: "LOST" }),
  },
];
