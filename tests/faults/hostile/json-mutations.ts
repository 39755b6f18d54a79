import fc from "fast-check";
import { hostileJson, hostileTexts } from "./hostile-values";

/**
 * A number counts the values of the document in their order, and begins again at its end, so that it fits a document of any
 * size; a word is the name of a field, of which the last one is meant when there are several.
 */
type Where = number | string;

export type Mutation = { where: Where } & (
  | { do: "replace"; by: string }
  | { do: "drop" }
  | { do: "twice"; second: string }
  | { do: "add"; key: string; value: string }
  | { do: "rename"; to: string }
  | { do: "wrap"; as: "array" | "object" | "string" }
  | { do: "nudge"; by: "negative" | "half" | "huge" | "one" }
);

const keys = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "id",
    "type",
    "object",
    "data",
    "",
    "\u0000",
    "\ud800",
    "$where",
  ),
  hostileTexts,
);

export const mutations: fc.Arbitrary<Mutation> = mutationsAt(fc.nat(400), hostileJson);

/** At a place that is drawn from `where`; `by` is what stands there afterwards. */
export function mutationsAt(where: fc.Arbitrary<Where>, by: fc.Arbitrary<string>): fc.Arbitrary<Mutation> {
  return fc.oneof(
    fc.record({ where, do: fc.constant("replace" as const), by }),
    fc.record({ where, do: fc.constant("drop" as const) }),
    fc.record({ where, do: fc.constant("twice" as const), second: hostileJson }),
    fc.record({ where, do: fc.constant("add" as const), key: keys, value: hostileJson }),
    fc.record({ where, do: fc.constant("rename" as const), to: keys }),
    fc.record({
      where,
      do: fc.constant("wrap" as const),
      as: fc.constantFrom("array" as const, "object" as const, "string" as const),
    }),
    fc.record({
      where,
      do: fc.constant("nudge" as const),
      by: fc.constantFrom("negative" as const, "half" as const, "huge" as const, "one" as const),
    }),
  );
}

/** The document as JSON text with these changes; without any, as `JSON.stringify` writes it. */
export function mutated(document: unknown, changes: readonly Mutation[]): string {
  const names = namesIn(document);
  const at = Map.groupBy(changes, ({ where }) =>
    typeof where === "number" ? where % names.length : names.lastIndexOf(where),
  );
  let index = 0;

  function write(value: unknown): string | null {
    const here = at.get(index) ?? [];
    index += 1;
    return here.reduce<string | null>((text, change) => apply(change, text, value), body(value, here));
  }

  function body(value: unknown, here: Mutation[]): string {
    if (Array.isArray(value))
      return `[${value
        .map(write)
        .filter((text) => text !== null)
        .join(",")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
    const members = Object.entries(value).flatMap(([key, inner]) => member(key, inner));
    for (const change of here) if (change.do === "add") members.push(`${JSON.stringify(change.key)}:${change.value}`);
    return `{${members.join(",")}}`;
  }

  function member(key: string, value: unknown): string[] {
    const changesHere = at.get(index) ?? [];
    const text = write(value);
    if (text === null) return [];
    const renamed = changesHere.findLast((change) => change.do === "rename")?.to ?? key;
    const seconds = changesHere.flatMap((change) =>
      change.do === "twice" ? [`${JSON.stringify(key)}:${change.second}`] : [],
    );
    return [`${JSON.stringify(renamed)}:${text}`, ...seconds];
  }

  return write(document) ?? "";
}

function apply(change: Mutation, text: string | null, value: unknown): string | null {
  if (text === null) return null;
  switch (change.do) {
    case "replace":
      return change.by;
    case "drop":
      return null;
    case "wrap":
      return change.as === "array" ? `[${text}]` : change.as === "object" ? `{"value":${text}}` : JSON.stringify(text);
    case "nudge":
      return typeof value === "number" ? nudged(value, change.by) : text;
    case "twice":
    case "add":
    case "rename":
      return text; // done where the object is written
    default:
      return change satisfies never;
  }
}

function nudged(value: number, by: "negative" | "half" | "huge" | "one"): string {
  return {
    negative: `-${Math.abs(value)}`,
    half: `${Math.trunc(value)}.5`,
    huge: `${Math.trunc(value)}0000000000`,
    one: String(value + 1),
  }[by];
}

/** The name of each value of the document, in the order in which they are written. */
function namesIn(value: unknown, name = ""): string[] {
  if (typeof value !== "object" || value === null) return [name];
  return [name, ...Object.entries(value).flatMap(([key, inner]) => namesIn(inner, key))];
}
