import type { DatabaseSync } from "node:sqlite";

/** A data folder of another layout is refused by name, not misread. */
const LAYOUT = 1;

export function openTables(database: DatabaseSync): void {
  const found = database.prepare("pragma user_version").get()?.["user_version"];
  if (found !== 0 && found !== LAYOUT)
    throw new Error(
      `The data folder was written by another version of the sandbox (layout ${String(found)}); delete it or choose another.`,
    );
  database.exec(TABLES);
  database.exec(`pragma user_version = ${LAYOUT}`);
}

const TABLES = `
  -- Every Stripe object, newest rendering, as JSON; the columns beside it are what lists filter by.
  create table if not exists objects (
    seq integer primary key autoincrement,
    id text not null unique,
    kind text not null,
    created integer not null,
    payment_intent text,
    charge text,
    customer text,
    type text,
    body text not null
  );
  create index if not exists objects_by_kind on objects (kind, seq);
  create index if not exists objects_by_payment_intent on objects (kind, payment_intent, seq);
  create index if not exists objects_by_charge on objects (kind, charge, seq);
  create index if not exists objects_by_type on objects (kind, type, seq);

  -- What search sees: older states stay visible until the newer one's time has come.
  create table if not exists searchable (
    id text not null,
    visible_at integer not null,
    body text not null
  );
  create index if not exists searchable_by_id on searchable (id, visible_at);

  -- One event to one endpoint. The body is written once: each attempt sends these same bytes.
  create table if not exists deliveries (
    id integer primary key autoincrement,
    event_id text not null,
    endpoint_id text not null,
    body text not null,
    status text not null check (status in ('pending', 'delivered', 'failed', 'dropped')),
    tries integer not null default 0,
    next_attempt_at integer,
    copies integer not null default 1,
    parallel integer not null default 0,
    corrupt text
  );
  create index if not exists deliveries_due on deliveries (status, next_attempt_at);
  create index if not exists deliveries_by_event on deliveries (event_id);

  create table if not exists attempts (
    id integer primary key autoincrement,
    delivery_id integer not null,
    at integer not null,
    duration_ms integer not null,
    status integer,
    answer text,
    error text,
    manual integer not null default 0
  );
  create index if not exists attempts_by_delivery on attempts (delivery_id);

  -- Answers kept for their idempotency keys.
  create table if not exists idempotency (
    key text primary key,
    endpoint text not null,
    parameters text not null,
    request_id text not null,
    status integer not null,
    body text not null,
    at integer not null
  );

  -- What happens by itself later: a debit that settles, a refund that fails at the bank.
  create table if not exists tasks (
    id integer primary key autoincrement,
    at integer not null,
    action text not null,
    subject text not null
  );
  create index if not exists tasks_due on tasks (at);

  -- What is chosen once and stays: the secret that the CLI tells a receiver.
  create table if not exists choices (
    name text primary key,
    value text not null
  );

  create table if not exists faults (
    id integer primary key autoincrement,
    body text not null
  );
`;
