import { missing } from "../core/stripe-error";
import type { World } from "../core/world";
import type { Kind, OfKind, StripeObject } from "./types";

type Row = { seq: number; body: string };

export function insert<Doc extends StripeObject>(world: World, doc: Doc): Doc {
  world.store.run(
    `insert into objects (id, kind, created, payment_intent, charge, customer, type, body) values (?, ?, ?, ?, ?, ?, ?, ?)`,
    doc.id,
    doc.object,
    doc.created,
    link(doc, "payment_intent"),
    link(doc, "charge"),
    link(doc, "customer"),
    link(doc, "type"),
    JSON.stringify(doc),
  );
  index(world, doc);
  return doc;
}

export function save<Doc extends StripeObject>(world: World, doc: Doc): Doc {
  world.store.run(
    `update objects set customer = ?, body = ? where id = ?`,
    link(doc, "customer"),
    JSON.stringify(doc),
    doc.id,
  );
  index(world, doc);
  return doc;
}

export function remove(world: World, id: string): void {
  world.store.run(`delete from objects where id = ?`, id);
}

export function find<Name extends Kind>(world: World, kind: Name, id: string): OfKind<Name> | undefined {
  const row = world.store.one<Row>(`select seq, body from objects where id = ? and kind = ?`, id, kind);
  return row && parse(kind, row.body);
}

/** The object, or Stripe's 404. `param` is the parameter that named it, when it was not the path. */
export function get<Name extends Kind>(world: World, kind: Name, id: string, param?: string): OfKind<Name> {
  const doc = find(world, kind, id);
  if (!doc) throw missing(kind, id, param ?? (kind === "payment_intent" ? "intent" : kind));
  return doc;
}

/** Any object by its identifier alone, for `expand`. */
export function findAny(world: World, id: string): StripeObject | undefined {
  const row = world.store.one<Row>(`select seq, body from objects where id = ?`, id);
  // Only `insert` and `save` write here, and they take a StripeObject.
  return row && (JSON.parse(row.body) as StripeObject);
}

export type Page = {
  limit: number;
  startingAfter?: string | undefined;
  endingBefore?: string | undefined;
  created?: { gt?: number; gte?: number; lt?: number; lte?: number };
  paymentIntent?: string | undefined;
  charge?: string | undefined;
  customer?: string | undefined;
  types?: readonly string[] | undefined;
};

/** Newest first, as Stripe lists. */
export function list<Name extends Kind>(
  world: World,
  kind: Name,
  page: Page,
): { data: OfKind<Name>[]; hasMore: boolean } {
  const where = ["kind = ?"];
  const values: (string | number)[] = [kind];
  const add = (sql: string, ...more: (string | number)[]) => {
    where.push(sql);
    values.push(...more);
  };
  if (page.paymentIntent) add("payment_intent = ?", page.paymentIntent);
  if (page.charge) add("charge = ?", page.charge);
  if (page.customer) add("customer = ?", page.customer);
  if (page.types) add(typeCondition(page.types), ...page.types.map(pattern));
  for (const [name, sign] of [
    ["gt", ">"],
    ["gte", ">="],
    ["lt", "<"],
    ["lte", "<="],
  ] as const) {
    const bound = page.created?.[name];
    if (bound !== undefined) add(`created ${sign} ?`, bound);
  }
  const cursor = page.startingAfter ?? page.endingBefore;
  const backwards = page.startingAfter === undefined && page.endingBefore !== undefined;
  if (cursor !== undefined)
    add(`seq ${backwards ? ">" : "<"} ?`, seqOf(world, kind, cursor, backwards ? "ending_before" : "starting_after"));

  const rows = world.store.all<Row>(
    `select seq, body from objects where ${where.join(" and ")} order by seq ${backwards ? "asc" : "desc"} limit ?`,
    ...values,
    page.limit + 1,
  );
  const shown = rows.slice(0, page.limit);
  if (backwards) shown.reverse();
  return { data: shown.map((row) => parse(kind, row.body)), hasMore: rows.length > page.limit };
}

/** `charge.*` names a family of types, `*` all of them. */
function typeCondition(types: readonly string[]): string {
  return `(${types.map(() => "type glob ?").join(" or ")})`;
}

function pattern(type: string): string {
  return type.replaceAll(/[?[\]]/g, "");
}

function seqOf(world: World, kind: Kind, id: string, param: string): number {
  const row = world.store.one<Row>(`select seq, body from objects where id = ? and kind = ?`, id, kind);
  if (!row) throw missing(kind, id, param);
  return row.seq;
}

/** An event is found by what it is about. */
function link(doc: StripeObject, name: "payment_intent" | "charge" | "customer" | "type"): string | null {
  const about: object = doc.object === "event" && name !== "type" ? doc.data.object : doc;
  if (name !== "type" && Reflect.get(about, "object") === name) return textOf(Reflect.get(about, "id"));
  return textOf(Reflect.get(about, name));
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function index(world: World, doc: StripeObject): void {
  if (doc.object !== "payment_intent" && doc.object !== "charge" && doc.object !== "customer") return;
  const visibleAt = world.now().getTime() + world.settings.searchDelayMs;
  // Older states matter only while a newer one is still invisible.
  world.store.run(
    `delete from searchable where id = ? and visible_at <= ? and visible_at < (select max(visible_at) from searchable where id = ? and visible_at <= ?)`,
    doc.id,
    world.now().getTime(),
    doc.id,
    world.now().getTime(),
  );
  world.store.run(
    `insert into searchable (id, visible_at, body) values (?, ?, ?)`,
    doc.id,
    visibleAt,
    JSON.stringify(doc),
  );
}

function parse<Name extends Kind>(kind: Name, body: string): OfKind<Name> {
  const doc = JSON.parse(body) as StripeObject;
  if (doc.object !== kind) throw new Error(`A stored ${kind} is a ${doc.object}`);
  // The tag has just been compared; TypeScript cannot carry that to a generic kind.
  return doc as OfKind<Name>;
}
