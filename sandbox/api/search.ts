import { z } from "zod";
import { invalidParameter } from "../core/stripe-error";
import { isObject, render, snapshot, type Json } from "../objects/render";
import { expand } from "./expand";
import { integer, read, text, texts } from "./params";
import type { ApiRequest } from "./request";

export const searchFields = z.strictObject({
  query: text,
  limit: integer.optional(),
  page: text.optional(),
  expand: texts.optional(),
});

type Clause = {
  field: readonly string[];
  negated: boolean;
  operator: ":" | "~" | ">" | "<" | ">=" | "<=";
  value: string | null;
};

/** Stripe's query language: https://docs.stripe.com/search#search-query-language. AND or OR, not both, no brackets. */
export function search(
  request: ApiRequest,
  kind: "payment_intent" | "charge" | "customer",
  url: string,
  form: z.output<typeof searchFields>,
): Json {
  const { clauses, any } = parseQuery(form.query);
  const { context } = request;
  const rows = context.store.all<{ body: string }>(
    `select s.body from objects o join searchable s on s.id = o.id
     where o.kind = ? and s.rowid = (select max(rowid) from searchable where id = o.id and visible_at <= ?)
     order by o.seq desc`,
    kind,
    context.now().getTime(),
  );
  const docs = rows
    .map((row) => JSON.parse(row.body) as Json) // written by `save` from an object of this kind
    .filter((doc) =>
      any ? clauses.some((clause) => holds(doc, clause)) : clauses.every((clause) => holds(doc, clause)),
    );

  const limit = form.limit ?? 10;
  const from = form.page === undefined ? 0 : Number(Buffer.from(form.page, "base64url").toString());
  if (!Number.isInteger(from)) throw invalidParameter("parameter_invalid", "page", `Invalid page: ${form.page}`);
  const more = docs.length > from + limit;
  const shown: Json = {
    object: "search_result",
    data: docs.slice(from, from + limit).map((doc) => render(snapshot(context, doc), request.version)),
    has_more: more,
    next_page: more ? Buffer.from(String(from + limit)).toString("base64url") : null,
    url,
  };
  if (form.expand?.includes("total_count")) shown["total_count"] = docs.length;
  expand(
    context,
    shown,
    (form.expand ?? []).filter((path) => path !== "total_count"),
    request.version,
  );
  return shown;
}

const CLAUSE =
  /^\s*(-)?([a-z_.]+)(?:\[(?:"([^"]*)"|'([^']*)')\])?\s*(:|~|>=|<=|>|<)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(null)|(-?\d+))/;

function parseQuery(query: string): { clauses: Clause[]; any: boolean } {
  const wrong = () =>
    invalidParameter("parameter_invalid", "query", `We were unable to parse your search query: ${query}`);
  const clauses: Clause[] = [];
  const joints = new Set<string>();
  let rest = query.trim();
  for (;;) {
    const match = CLAUSE.exec(rest);
    const [whole, minus, field, keyA, keyB, operator, a, b, none, digits] = match ?? [];
    if (whole === undefined || field === undefined || operator === undefined) throw wrong();
    const key = keyA ?? keyB;
    const quoted = a ?? b;
    clauses.push({
      field: [...field.split("."), ...(key === undefined ? [] : [key])],
      negated: minus !== undefined,
      // The pattern admits no other operator.
      operator: operator as Clause["operator"],
      value: none ? null : (quoted?.replaceAll(/\\(.)/g, "$1") ?? digits ?? null),
    });
    rest = rest.slice(whole.length).trim();
    if (rest === "") break;
    const joint = /^(AND|OR)\s+/i.exec(rest);
    joints.add(joint?.[1]?.toUpperCase() ?? "AND");
    rest = rest.slice(joint?.[0].length ?? 0);
  }
  if (joints.size > 1) throw wrong();
  return { clauses, any: joints.has("OR") };
}

function holds(doc: Json, clause: Clause): boolean {
  return compare(valueOf(doc, clause.field), clause) !== clause.negated;
}

function valueOf(doc: Json, field: readonly string[]): unknown {
  let value: unknown = doc;
  for (const key of field) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

function compare(value: unknown, { operator, value: wanted }: Clause): boolean {
  const absent = value === undefined || value === null;
  if (wanted === null) return absent;
  if (absent || isObject(value) || Array.isArray(value)) return false;
  switch (operator) {
    case ":":
      return textOf(value) === wanted.toLowerCase();
    case "~":
      return textOf(value).includes(wanted.toLowerCase());
    case ">":
      return Number(value) > Number(wanted);
    case "<":
      return Number(value) < Number(wanted);
    case ">=":
      return Number(value) >= Number(wanted);
    case "<=":
      return Number(value) <= Number(wanted);
    default:
      operator satisfies never;
      return false;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.toLowerCase() : JSON.stringify(value);
}

export function readSearch(form: Record<string, unknown>): z.output<typeof searchFields> {
  return read(searchFields, form);
}
