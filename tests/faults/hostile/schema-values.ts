import fc from "fast-check";
import { START } from "./clock";
import { anyCharacter } from "./hostile-values";
import { likelyValueOf } from "./known-values";

/** What we read of JSON Schema: exactly the words that the document of our API uses. */
export type Schema = {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  description?: string;
};
export type Components = Record<string, Schema>;

const WORDS = new Set<string>([
  "$ref",
  "type",
  "enum",
  "oneOf",
  "anyOf",
  "properties",
  "required",
  "additionalProperties",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "description",
]);

/**
 * Values that the schema allows, drawn from the whole of what it allows. `field` is the name under which it stands. A word of
 * the schema that is not understood here ends the run: passing over it would quietly draw less than the contract has.
 */
export function valuesOf(schema: Schema, components: Components, field = ""): fc.Arbitrary<unknown> {
  const unknown = Object.keys(schema).filter((word) => !WORDS.has(word));
  if (unknown.length > 0)
    throw new Error(`the fuzzer does not understand «${unknown.join(", ")}» of the schema of ${field}`);
  if (schema.$ref !== undefined) return valuesOf(resolve(schema.$ref, components), components, field);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return fc.oneof(...alternatives.map((one) => valuesOf(one, components, field)));
  switch (schema.type) {
    case "object":
      return objects(schema, components);
    case "string":
      return strings(schema, field);
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9 });
    case "number":
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9 }),
        fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true }),
      );
    case "boolean":
      return fc.boolean();
    default:
      throw new Error(`the fuzzer does not know the type «${String(schema.type)}» of ${field}`);
  }
}

function resolve(reference: string, components: Components): Schema {
  const schema = components[reference.replace("#/components/schemas/", "")];
  if (!schema) throw new Error(`the document has no ${reference}`);
  return schema;
}

function objects({ properties = {}, required = [] }: Schema, components: Components): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema, components, name)]),
  );
  return fc.record(fields, { requiredKeys: required, noNullPrototype: true });
}

function strings(schema: Schema, field: string): fc.Arbitrary<string> {
  const known = likelyValueOf(field);
  const drawn = withFormat(schema);
  return known ? fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: drawn }) : drawn;
}

function withFormat({ format, pattern, minLength = 0, maxLength = 300 }: Schema): fc.Arbitrary<string> {
  switch (format) {
    case "email":
      // Everybody's addresses begin with their own name, by which one in the wrong answer is known.
      return fc
        .emailAddress({ size: "small" })
        .filter((address) => /^[\w.+-]+@/.test(address))
        .map((address) => `{{visitor}}.${address}`);
    case "date":
      return days.map((day) => day.toISOString().slice(0, 10));
    case "date-time":
      return days.map((day) => day.toISOString());
    case undefined:
      return withPattern(pattern, minLength, maxLength);
    default:
      throw new Error(`the fuzzer does not know the format «${format}»`);
  }
}

/** Mostly around today; the whole of what four digits can say besides. */
const days: fc.Arbitrary<Date> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -40_000, max: 700 }).map(inDays) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 360 }).map(inDays) },
  { weight: 1, arbitrary: fc.date({ min: new Date("0000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }) },
);

function inDays(days: number): Date {
  return new Date(START.getTime() + days * 86_400_000);
}

/** Names that people have, then everything else that Unicode has. */
const texts = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      "Zoé",
      "Jean-Luc",
      "Ana María",
      "李",
      "Ñ",
      "O'Brien",
      "+33 6 12 34 56 78",
      "0611223344",
      "𝒵👨‍👩‍👧",
      "x".repeat(maxLength),
    ),
    fc.string({ unit: anyCharacter, minLength, maxLength }),
  );

function withPattern(pattern: string | undefined, minLength: number, maxLength: number): fc.Arbitrary<string> {
  const fits = (text: string) => text.trim().length >= minLength && text.length <= maxLength;
  if (pattern === undefined) return texts(minLength, maxLength).filter(fits);
  const allowed = new RegExp(pattern, "u");
  // Drawing until something fits would never end.
  if (!["", "Zoé", "0611223344"].some((text) => allowed.test(text)))
    throw new Error(`the contract's pattern ${pattern} lets nothing pass`);
  return texts(minLength, maxLength).filter((text) => fits(text) && allowed.test(text));
}
