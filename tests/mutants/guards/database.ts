import type { DatabaseGuard, Witnesses } from "../guard.ts";
import type { Conjunct } from "../../support/guards/conjunct.ts";
import { CONJUNCTS, NARROWED } from "../../support/guards/conjuncts.ts";
import { FOREIGN_KEYS, PRIMARY_KEYS, primaryKeyOf } from "../../support/guards/keys.ts";

/** Nothing refused: of another guard's refusal, or of any other error, their failure would say something else. */
const NOTHING_REFUSED = "expected undefined to be";
const guardTests = (named: string): Witnesses => ({ files: ["src/db/guards.test.ts"], named, says: NOTHING_REFUSED });
const keyTests = (named: string): Witnesses => ({ files: ["src/db/keys.test.ts"], named, says: NOTHING_REFUSED });
/** Without them no test can have a school, or a gift card: they have a test that needs neither. */
const ALONE = (named: string): Witnesses => ({ files: ["src/db/guards-alone.test.ts"], named });
const STATUS_MOVES: Witnesses = { files: ["src/db/status-guards.test.ts"] };
const AT_ONCE: Witnesses = { files: ["src/db/guards-at-once.test.ts"], named: "waits for the one before it" };
const SOLD: Witnesses = { files: ["src/db/guards-of-what-is-sold.test.ts"] };
const TRIGGERS: Witnesses = { files: ["src/db/guards.test.ts"] };

/** By table; a constraint's name is also in the name of the test that tries to break it. */
const CHECKS = {
  bapteme_categories: ["bapteme_category_known", "bapteme_category_price_range"],
  baptemes: ["bapteme_deposit_range", "bapteme_duration_range", "bapteme_places_range", "bapteme_video_price_range"],
  bookings: ["booking_one_activity", "booking_stands_on_hold"],
  cart_items: ["cart_item_one_thing"],
  emails: ["email_kind_known", "email_status_known"],
  gift_card_entries: ["gift_card_entry_sign", "gift_card_entry_spend_has_payment"],
  gift_card_prices: ["gift_card_price_one_activity", "gift_card_price_range"],
  gift_cards: ["gift_card_balance_not_negative", "gift_card_kind_known"],
  holds: ["hold_one_activity"],
  installations: ["installation_single_row"],
  order_lines: ["order_line_amounts_add_up", "order_line_one_thing", "order_line_outcome_known"],
  orders: [
    "order_amounts_add_up",
    "order_amounts_not_negative",
    "order_cancel_reason",
    "order_paid_at",
    "order_payable_while_open",
    "order_status_known",
  ],
  parked_events: ["parked_event_status_known"],
  payment_allocations: ["payment_allocation_line", "payment_allocation_part_known", "payment_allocation_positive"],
  payments: [
    "payment_amount_positive",
    "payment_gift_card",
    "payment_intent_is_stripe",
    "payment_method_known",
    "payment_refunded_within_received",
    "payment_status_known",
    "payment_succeeded_has_received",
  ],
  refunds: ["refund_amount_positive", "refund_made_has_stripe_id", "refund_status_known"],
  schools: ["school_single_row"],
  stages: [
    "stage_deposit_within_price",
    "stage_ends_after_start",
    "stage_places_range",
    "stage_price_range",
    "stage_type_known",
  ],
};

const UNIQUE_CONSTRAINTS = {
  alerts: ["alert_once"],
  bookings: ["booking_one_per_hold", "booking_one_per_line"],
  cart_sessions: ["cart_sessions_token_hash_unique"],
  emails: ["email_once"],
  gift_card_prices: ["gift_card_price_activity"],
  gift_cards: ["gift_card_one_per_line", "gift_cards_code_unique"],
  holds: ["hold_one_per_cart_item", "hold_one_per_order_line"],
  order_lines: ["order_line_position"],
  orders: ["orders_number_unique"],
  payments: ["payment_one_per_payment_intent"],
  refunds: ["refund_one_per_stripe_refund"],
  worklist_entries: ["worklist_entry_once"],
};

const UNIQUE_INDEXES = [
  "payment_allocation_once",
  "gift_card_entry_once_per_payment",
  "gift_card_entry_one_issue",
  "refund_one_per_duplicate",
  "refund_one_per_loss",
  "order_one_payable_per_cart",
];

const TRIGGERS_OF = {
  holds: ["hold_places_guard", "booked_hold_guard"],
  stages: ["stage_places_guard"],
  baptemes: ["bapteme_places_guard"],
  bookings: ["booking_hold_guard"],
  gift_card_entries: ["gift_card_entry_applies", "gift_card_entry_is_final"],
  gift_cards: ["gift_card_balance_is_ledger"],
  orders: ["order_status_guard"],
  payments: ["payment_status_guard", "payment_intent_is_final"],
  order_lines: ["order_line_snapshot_is_final"],
};

const each = (byTable: Record<string, string[]>): { table: string; name: string }[] =>
  Object.entries(byTable).flatMap(([table, names]) => names.map((name) => ({ table, name })));

/** A function of a trigger with one piece of it replaced; an error when the piece is not in it. */
function inFunction(name: string, piece: string, instead: string): string {
  return `do $mutant$
    declare
      whole text := pg_get_functiondef('${name}'::regproc);
      mutated text := replace(whole, $piece$${piece}$piece$, $instead$${instead}$instead$);
    begin
      if mutated = whole then raise exception 'the piece is not in ${name}: the list of guards is stale'; end if;
      execute mutated;
    end $mutant$`;
}

/** A trigger made anew with pieces of its definition replaced. */
function inTrigger(name: string, table: string, ...pieces: (readonly [piece: string, instead: string])[]): string {
  return `do $mutant$
    declare
      whole text := (select pg_get_triggerdef(oid) from pg_trigger where tgname = '${name}');
      mutated text := whole;
    begin
      ${pieces
        .map(
          ([piece, instead]) => `if strpos(mutated, $piece$${piece}$piece$) = 0 then
        raise exception 'the piece is not in %: the list of guards is stale', mutated; end if;
      mutated := replace(mutated, $piece$${piece}$piece$, $instead$${instead}$instead$);`,
        )
        .join("\n      ")}
      execute 'drop trigger ${name} on ${table}';
      execute mutated;
    end $mutant$`;
}

const partOf = (name: string, sql: string, tests: Witnesses): DatabaseGuard => ({
  name,
  kind: "constraint",
  sql,
  tests,
});
const together = (group: "checks" | "references", guards: DatabaseGuard[]): DatabaseGuard[] =>
  guards.map((guard) => ({ ...guard, together: group }));

const WHOLE: DatabaseGuard[] = [
  ...together("checks", [
    ...each(CHECKS).map(({ table, name }) =>
      partOf(`check ${name}`, `alter table ${table} drop constraint ${name}`, guardTests(name)),
    ),
    partOf(
      "domain cents: whole, and within what a number holds",
      "alter domain cents drop constraint cents_check",
      guardTests("cents_check"),
    ),
    ...each(UNIQUE_CONSTRAINTS).map(({ table, name }) =>
      partOf(`unique ${name}`, `alter table ${table} drop constraint ${name}`, guardTests(name)),
    ),
    ...UNIQUE_INDEXES.map((name) => partOf(`unique ${name}`, `drop index ${name}`, guardTests(name))),
  ]),
  ...each(TRIGGERS_OF).map(({ table, name }) =>
    partOf(
      `trigger ${name}`,
      `drop trigger ${name} on ${table}`,
      name === "gift_card_entry_applies" ? ALONE("adds up on its card") : TRIGGERS,
    ),
  ),
  ...PRIMARY_KEYS.map((table) =>
    partOf(
      `primary key of ${table}`,
      `alter table "${table}" drop constraint "${primaryKeyOf(table)}" cascade`,
      table === "schools" ? ALONE("a second school") : keyTests(`row of ${table} `),
    ),
  ),
  ...together(
    "references",
    FOREIGN_KEYS.map(({ name, table, column, references }) =>
      partOf(
        `foreign key ${table}.${column} → ${references}`,
        `alter table ${table} drop constraint ${name}`,
        keyTests(`a ${table}.${column} that points`),
      ),
    ),
  ),
];

/** What the triggers check, piece by piece. */
const PIECES: DatabaseGuard[] = [
  partOf(
    "hold_places_guard locks the stage",
    inFunction(
      "hold_places_guard",
      "FROM stages WHERE id = NEW.stage_id FOR NO KEY UPDATE",
      "FROM stages WHERE id = NEW.stage_id",
    ),
    AT_ONCE,
  ),
  partOf(
    "hold_places_guard locks the slot",
    inFunction(
      "hold_places_guard",
      "FROM baptemes WHERE id = NEW.bapteme_id FOR NO KEY UPDATE",
      "FROM baptemes WHERE id = NEW.bapteme_id",
    ),
    AT_ONCE,
  ),
  partOf(
    "hold_places_guard counts the stage's holds",
    inFunction("hold_places_guard", "WHERE stage_id = NEW.stage_id AND id <> NEW.id", "WHERE false"),
    TRIGGERS,
  ),
  partOf(
    "hold_places_guard counts the slot's holds",
    inFunction("hold_places_guard", "WHERE bapteme_id = NEW.bapteme_id AND id <> NEW.id", "WHERE false"),
    TRIGGERS,
  ),
  partOf(
    "hold_places_guard refuses the one too many",
    inFunction("hold_places_guard", "taken >= allowed", "taken > allowed"),
    TRIGGERS,
  ),
  partOf(
    "hold_places_guard watches a hold that moves",
    inTrigger("hold_places_guard", "holds", ["INSERT OR UPDATE OF stage_id, bapteme_id", "INSERT"]),
    TRIGGERS,
  ),
  partOf(
    "activity_places_guard counts a stage's holds",
    inFunction("activity_places_guard", "WHERE stage_id = NEW.id", "WHERE false"),
    TRIGGERS,
  ),
  partOf(
    "activity_places_guard counts a slot's holds",
    inFunction("activity_places_guard", "WHERE bapteme_id = NEW.id", "WHERE false"),
    TRIGGERS,
  ),
  partOf(
    "booking_hold_guard compares the stage",
    inFunction("booking_hold_guard", "stage_id IS NOT DISTINCT FROM NEW.stage_id", "true"),
    TRIGGERS,
  ),
  partOf(
    "booking_hold_guard compares the slot",
    inFunction("booking_hold_guard", "bapteme_id IS NOT DISTINCT FROM NEW.bapteme_id", "true"),
    SOLD,
  ),
  partOf(
    "gift_card_entry_is_final: no entry is rewritten",
    inTrigger("gift_card_entry_is_final", "gift_card_entries", ["BEFORE DELETE OR UPDATE", "BEFORE DELETE"]),
    TRIGGERS,
  ),
  partOf(
    "gift_card_entry_is_final: no entry is torn out",
    inTrigger("gift_card_entry_is_final", "gift_card_entries", ["BEFORE DELETE OR UPDATE", "BEFORE UPDATE"]),
    TRIGGERS,
  ),
  partOf(
    "gift_card_balance_is_ledger watches new cards",
    inTrigger("gift_card_balance_is_ledger", "gift_cards", [
      "AFTER INSERT OR UPDATE OF balance_cents",
      "AFTER UPDATE OF balance_cents",
    ]),
    TRIGGERS,
  ),
  partOf(
    "gift_card_balance_is_ledger watches cards that change",
    inTrigger("gift_card_balance_is_ledger", "gift_cards", ["AFTER INSERT OR UPDATE OF balance_cents", "AFTER INSERT"]),
    TRIGGERS,
  ),
  ...["'PAID', 'CANCELLED'", "'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'"].map((statuses) =>
    partOf(
      `order_status_guard knows where ${statuses} lead from`,
      inFunction("order_status_guard", `NEW.status IN (${statuses})`, "true"),
      STATUS_MOVES,
    ),
  ),
  // That it was cancelled by a failed payment says `order_payable_while_open` too: no row can tell the two apart.
  partOf(
    "order_status_guard: a cancelled order becomes pending only while it can be paid",
    inFunction("order_status_guard", " AND OLD.payable_until IS NOT NULL", ""),
    STATUS_MOVES,
  ),
  partOf(
    "order_status_guard: a cancelled order is paid, or pending again, and nothing else",
    inFunction("order_status_guard", "OLD.status = 'CANCELLED' AND NEW.status = 'PAID'", "OLD.status = 'CANCELLED'"),
    STATUS_MOVES,
  ),
  ...[
    "'PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELLED'",
    "'SUCCEEDED', 'FAILED', 'CANCELLED'",
    "'SUCCEEDED', 'PROCESSING'",
    "'SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED'",
  ].map((statuses) =>
    partOf(
      `payment_status_guard knows where ${statuses} lead from`,
      inFunction("payment_status_guard", `NEW.status IN (${statuses})`, "true"),
      STATUS_MOVES,
    ),
  ),
  partOf(
    "payment_status_guard: a cancelled payment only succeeds",
    inFunction(
      "payment_status_guard",
      "OLD.status = 'CANCELLED' AND NEW.status = 'SUCCEEDED'",
      "OLD.status = 'CANCELLED'",
    ),
    STATUS_MOVES,
  ),
  // A line's amounts add up, so two of them change together, and a trigger that watches the third sees nothing.
  ...[
    ["price_cents", "due_now_cents"],
    ["price_cents", "balance_cents"],
    ["due_now_cents", "balance_cents"],
    ["order_id"],
    ["stage_id"],
    ["bapteme_id"],
  ].map((columns) =>
    partOf(
      `order_line_snapshot_is_final watches ${columns.join(" and ")}`,
      inTrigger(
        "order_line_snapshot_is_final",
        "order_lines",
        ...columns.map((column) => [`new.${column}`, `old.${column}`] as const),
      ),
      SOLD,
    ),
  ),
  partOf(
    "payment_intent_is_final watches the order",
    inTrigger("payment_intent_is_final", "payments", ["old.order_id <> new.order_id", "false"]),
    TRIGGERS,
  ),
  partOf(
    "payment_intent_is_final watches the PaymentIntent",
    inTrigger("payment_intent_is_final", "payments", [
      "old.stripe_payment_intent_id IS DISTINCT FROM new.stripe_payment_intent_id",
      "false",
    ]),
    TRIGGERS,
  ),
  partOf(
    "payment_intent_is_final watches the amount",
    inTrigger("payment_intent_is_final", "payments", [
      "(old.amount_cents)::numeric <> (new.amount_cents)::numeric",
      "false",
    ]),
    TRIGGERS,
  ),
  ...[
    [
      "holds_cart_item_id_cart_items_id_fk",
      "holds",
      "cart_item_id",
      "cart_items",
      "an item that goes leaves its order the place",
    ],
    [
      "orders_cart_session_id_cart_sessions_id_fk",
      "orders",
      "cart_session_id",
      "cart_sessions",
      "a cart that goes leaves its orders",
    ],
    [
      "cart_items_cart_session_id_cart_sessions_id_fk",
      "cart_items",
      "cart_session_id",
      "cart_sessions",
      "a cart's items go with it",
    ],
    [
      "cart_gift_cards_cart_session_id_cart_sessions_id_fk",
      "cart_gift_cards",
      "cart_session_id",
      "cart_sessions",
      "a cart's gift cards leave it with it",
    ],
  ].map(([name, table, column, references, why]) =>
    partOf(
      `foreign key ${table}.${column}: ${why}`,
      `alter table ${table} drop constraint ${name}, add constraint ${name} foreign key (${column}) references ${references} (id)`,
      name === "holds_cart_item_id_cart_items_id_fk"
        ? { files: ["src/features/cart/server/change-item.test.ts"], named: "only the link to the item goes" }
        : { files: ["src/features/cart/server/remove-old-carts.test.ts"] },
    ),
  ),
];

const conjunctTests = (attempt: string): Witnesses => ({
  files: ["src/db/compound-checks.test.ts"],
  named: attempt,
  says: NOTHING_REFUSED,
});

/** A check with one of the things that it says taken out. */
function inCheck({ table, check, piece, instead }: Conjunct): string {
  const what = check === "cents_check" ? "domain" : "table";
  return `do $mutant$
    declare
      whole text := (select pg_get_constraintdef(oid) from pg_constraint where conname = '${check}');
      mutated text := replace(whole, $piece$${piece}$piece$, $instead$${instead}$instead$);
    begin
      if length(whole) - length(replace(whole, $piece$${piece}$piece$, '')) <> length($piece$${piece}$piece$) then
        raise exception 'the piece does not stand once in %: the list of guards is stale', whole; end if;
      alter ${what} ${table} drop constraint ${check};
      execute 'alter ${what} ${table} add constraint ${check} ' || mutated;
    end $mutant$`;
}

/** What checks and partial unique indexes say, thing by thing. */
const CONJUNCTS_AND_INDEXES: DatabaseGuard[] = [
  ...CONJUNCTS.map((conjunct) =>
    partOf(`${conjunct.check}: nobody may ${conjunct.attempt}`, inCheck(conjunct), conjunctTests(conjunct.attempt)),
  ),
  ...NARROWED.map(({ index, of, where, attempt }) =>
    partOf(
      `${index}: nobody may ${attempt}`,
      `drop index ${index}; create unique index ${index} on ${of} where ${where}`,
      conjunctTests(attempt),
    ),
  ),
];

export const DATABASE_GUARDS: DatabaseGuard[] = [...WHOLE, ...PIECES, ...CONJUNCTS_AND_INDEXES];
