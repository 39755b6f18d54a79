/** Orders 1 to `orders`, spread evenly over the days before `endsAt`. */
export type Season = { orders: number; endsAt: Date; days: number };

/** Orders that share one stage, and one slot: places of a school, so that an activity's rows stay as few as in life. */
const STAGE_PLACES = 12;
const SLOT_PLACES = 6;

const DAY_MS = 86_400_000;
const IDS_END_MS = Date.UTC(2024, 4, 1);

/**
 * One statement for each table, biggest first, so that those who share them end at about the same time. Every value follows
 * from the order's number alone: no table waits for another, and nothing is looked up.
 */
export function paidOrderTables(season: Season): string[] {
  const { orders, endsAt, days } = season;
  const beginsMs = endsAt.getTime() - days * DAY_MS;
  /** When order n was made, in milliseconds since 1970; it was paid two minutes later. */
  const madeMs = `(${beginsMs} + n * ${(days * DAY_MS) / orders}::float8)::bigint`;
  const madeAt = instant(madeMs);
  const paidAt = instant(`${madeMs} + 120000`);
  // What a visitor does now has the greatest ids in life. Those of the other stocks are of 2024, so the past's are older still.
  const shiftMs = IDS_END_MS - endsAt.getTime();
  const id = (kind: Kind, number = "n", ms = madeMs) => timeOrderedId(kind, number, `${ms} + ${shiftMs}`);
  const ofLine = (kind: Kind) => id(kind, "n * 4 + p");
  const activity = activityIds(id, beginsMs);
  // Seven digits: of another series than the product's own numbers, which begin with six.
  const orderNumber = `'ENV-' || lpad(n::text, 7, '0')`;
  const everyOrder = `generate_series(1, ${orders}) n`;
  const everyLine = `${everyOrder} cross join generate_series(0, 2) p`;

  return [
    `insert into emails (id, kind, order_id, subject_id, locale, status, attempts, not_before, created_at, sent_at)
     select ${id("email", "n * 4 + p")}, case when p = 3 then 'CONFIRMATION' else 'PARTICIPANT_INFO' end, ${id("order")},
       case when p = 3 then ${id("order")} else ${ofLine("booking")} end, 'fr', 'SENT', 1, ${paidAt}, ${paidAt}, ${paidAt}
     from ${everyOrder} cross join generate_series(0, 3) p`,

    `insert into order_lines (id, order_id, position, type, cart_item_id, stage_id, stage_type, bapteme_id, category, video,
       participant, price_cents, due_now_cents, balance_cents, outcome)
     select ${ofLine("line")}, ${id("order")}, p, case when p < 2 then 'STAGE' else 'BAPTEME' end, ${ofLine("item")},
       ${activity.stage}, case p when 0 then 'INITIATION' when 1 then 'PROGRESSION' end, ${activity.slot},
       case when p = 2 then 'AVENTURE' end, p = 2,
       jsonb_build_object('firstName', 'Camille', 'lastName', 'Durand' || n, 'email', 'camille.' || n || '@example.org',
         'phone', '+33 6 39 98 00 ' || p, 'birthDate', '1990-05-1' || p, 'weightKg', 60 + n % 40, 'heightCm', 160 + n % 30),
       (array[45000, 55000, 13500])[p + 1], (array[10000, 10000, 6000])[p + 1], (array[35000, 45000, 7500])[p + 1], 'BOOKED'
     from ${everyLine}`,

    `insert into holds (id, stage_id, bapteme_id, cart_item_id, order_line_id, expires_at, created_at)
     select ${ofLine("hold")}, ${activity.stage}, ${activity.slot}, null, ${ofLine("line")}, null, ${madeAt} from ${everyLine}`,

    `insert into bookings (id, order_id, order_line_id, hold_id, stage_id, bapteme_id, created_at)
     select ${ofLine("booking")}, ${id("order")}, ${ofLine("line")}, ${ofLine("hold")}, ${activity.stage}, ${activity.slot}, ${paidAt}
     from ${everyLine}`,

    `insert into payment_allocations (payment_id, order_line_id, part, amount_cents)
     select ${id("payment")}, ${ofLine("line")}, 'DUE_NOW', (array[10000, 10000, 6000])[p + 1] from ${everyLine}`,

    `insert into orders (id, number, status, cart_fingerprint, customer, locale, terms_accepted_at, subtotal_cents, gift_card_cents,
       due_now_cents, balance_cents, created_at, paid_at)
     select ${id("order")}, ${orderNumber}, 'PAID', encode(sha256(int8send(n)), 'base64'),
       jsonb_build_object('firstName', 'Camille', 'lastName', 'Durand' || n, 'email', 'camille.' || n || '@example.org',
         'phone', '+33 6 39 98 00 00', 'address', n % 90 || ' rue des Érables', 'postalCode', '74000', 'city', 'Annecy', 'country', 'France'),
       'fr', ${madeAt}, 113500, 0, 26000, 87500, ${madeAt}, ${paidAt}
     from ${everyOrder}`,

    `insert into payments (id, order_id, method, status, amount_cents, stripe_payment_intent_id, received_cents, received_currency,
       succeeded_by, created_at, succeeded_at)
     select ${id("payment")}, ${id("order")}, 'STRIPE', 'SUCCEEDED', 26000, ${stripeId("pi")}, 26000, 'eur', 'WEBHOOK', ${madeAt}, ${paidAt}
     from ${everyOrder}`,

    `insert into "ProcessedWebhookEvent" (id, type, source, effect, object_id, order_id, api_version, created_at_stripe, processed_at)
     select ${stripeId("evt")}, 'payment_intent.succeeded', 'WEBHOOK', 'order-paid', ${stripeId("pi")}, ${id("order")},
       '2026-10-28.endive', ${paidAt}, ${paidAt}
     from ${everyOrder}`,

    ...activityTables(season, id, beginsMs),
    ...troubleTables(season, id, paidAt),
  ];
}

type Id = (kind: Kind, number?: string, ms?: string) => string;

/** Which stage and slot the line at position p of order n is for; null for the other kind of line. */
function activityIds(id: Id, beginsMs: number) {
  const stage = (kind: Kind) => id(kind, `(n - 1) / ${STAGE_PLACES}`, onSaleMs(beginsMs));
  return {
    stage: `case p when 0 then ${stage("first-stage")} when 1 then ${stage("second-stage")} end`,
    slot: `case when p = 2 then ${id("slot", `(n - 1) / ${SLOT_PLACES}`, onSaleMs(beginsMs))} end`,
  };
}

/** The calendar was put on sale at once, before the first order. */
const onSaleMs = (beginsMs: number): string => `(${beginsMs - 30 * DAY_MS}::bigint)`;

/** All of them over: what can be bought is what the shop had before, however many orders there are. */
function activityTables({ orders, days }: Season, id: Id, beginsMs: number): string[] {
  const stages = Math.ceil(orders / STAGE_PLACES);
  const slots = Math.ceil(orders / SLOT_PLACES);
  const dayOf = (count: number) => instant(`(${beginsMs} + s * ${((days - 7) * DAY_MS) / count}::float8)::bigint`);
  const onSale = onSaleMs(beginsMs);
  const everySlot = `generate_series(0, ${slots - 1}) s`;
  return [
    `insert into stages (id, type, start_date, end_date, price_cents, deposit_cents, places, created_at)
     select case which when 0 then ${id("first-stage", "s", onSale)} else ${id("second-stage", "s", onSale)} end,
       case which when 0 then 'INITIATION' else 'PROGRESSION' end, (${dayOf(stages)})::date, (${dayOf(stages)})::date + 4,
       45000 + which * 10000, 10000, ${STAGE_PLACES}, ${instant(onSale)}
     from generate_series(0, ${stages - 1}) s cross join generate_series(0, 1) which`,
    `insert into baptemes (id, starts_at, duration_minutes, deposit_cents, video_price_cents, places, created_at)
     select ${id("slot", "s", onSale)}, date_trunc('hour', ${dayOf(slots)}), 180, 3500, 2500, ${SLOT_PLACES}, ${instant(onSale)}
     from ${everySlot}`,
    `insert into bapteme_categories (bapteme_id, category, price_cents)
     select ${id("slot", "s", onSale)}, category, price_cents
     from ${everySlot} cross join (values ('AVENTURE', 11000), ('DUREE', 15000)) offered (category, price_cents)`,
  ];
}

/** The last entries on the worklist are open, as many however long it has become. */
const OPEN_ENTRIES = 20;
const TROUBLED = 500;

/** One order in five hundred had trouble: a dispute, which staff have dealt with unless it is new; and its event was parked and retried. */
function troubleTables({ orders }: Season, id: Id, paidAt: string): string[] {
  const troubled = `generate_series(1, ${orders}, ${TROUBLED}) n`;
  const isOpen = `(n > ${orders - OPEN_ENTRIES * TROUBLED})`;
  return [
    `insert into worklist_entries (id, kind, dedupe_key, order_id, payment_id, details, opened_at, closed_at, resolution)
     select ${id("entry")}, 'DISPUTE', 'dispute:' || n, ${id("order")}, ${id("payment")}, jsonb_build_object('disputeId', 'dp_' || n),
       ${paidAt}, case when not ${isOpen} then ${paidAt} + interval '3 days' end, case when not ${isOpen} then 'won' end
     from ${troubled}`,
    `insert into parked_events (id, type, status, object_id, raw_body, attempts, not_before, last_error, received_at, updated_at)
     select ${stripeId("evt")}, 'payment_intent.succeeded', 'DONE', ${stripeId("pi")}, null, 1, ${paidAt}, 'Refusal: database_unavailable',
       ${paidAt}, ${paidAt}
     from ${troubled}`,
  ];
}

const KINDS = [
  "order",
  "line",
  "item",
  "hold",
  "booking",
  "payment",
  "email",
  "entry",
  "first-stage",
  "second-stage",
  "slot",
] as const;
type Kind = (typeof KINDS)[number];

/** As the product makes them (UUID version 7): the time first, so that indexes grow at their end, then what looks like chance. */
function timeOrderedId(kind: Kind, number: string, ms: string): string {
  const seed = KINDS.indexOf(kind);
  // Sixteen hexadecimal digits, of which the first is 8, 9, a or b, as the variant wants it.
  const chance = `to_hex((hashint8extended(${number}, ${seed}) & 4611686018427387903) | (-9223372036854775808))`;
  // A time of these decades has eleven digits.
  return `('0' || to_hex(${ms}) || '7${seed.toString(16).padStart(3, "0")}' || ${chance})::uuid`;
}

const instant = (ms: string): string => `(timestamptz 'epoch' + (${ms}) * interval '1 millisecond')`;

/** Stripe's ids are of no order: their indexes are written all over, as they are in life. */
const stripeId = (kind: "pi" | "evt"): string => `'${kind}_' || substr(md5('${kind}' || n), 1, 24)`;
