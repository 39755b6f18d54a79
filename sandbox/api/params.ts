import qs from "qs";
import { z } from "zod";
import { invalidParameter, StripeError } from "../core/stripe-error";

/** Deeper or longer than any request of Stripe's API. */
const LIMITS = { depth: 12, arrayLimit: 200, parameterLimit: 2_000, plainObjects: true };

/** `a[b][]=1` as Stripe reads it: nested, every leaf a text. */
export function parseForm(text: string): Record<string, unknown> {
  return qs.parse(text, LIMITS);
}

/** The parameters as the schema reads them, or Stripe's 400 about the first that is wrong. */
export function read<Schema extends z.ZodType>(schema: Schema, form: Record<string, unknown>): z.output<Schema> {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (!issue) throw new Error("Zod refused without saying why");
  throw toStripeError(issue, form);
}

function toStripeError(issue: z.core.$ZodIssue, form: Record<string, unknown>): StripeError {
  const param = paramName(issue.path);
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => paramName([...issue.path, key]));
    return invalidParameter(
      "parameter_unknown",
      names[0] ?? "",
      `Received unknown parameter${names.length > 1 ? "s" : ""}: ${names.join(", ")}`,
    );
  }
  if (valueAt(form, issue.path) === undefined)
    return invalidParameter("parameter_missing", param, `Missing required param: ${param}.`);
  if (issue.code === "custom" && typeof issue.params?.["stripeCode"] === "string")
    return invalidParameter(issue.params["stripeCode"], param, issue.message);
  if (valueAt(form, issue.path) === "")
    return invalidParameter(
      "parameter_invalid_empty",
      param,
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a field; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
    );
  if (issue.code === "invalid_value" || issue.code === "invalid_union")
    return new StripeError(
      400,
      {
        type: "invalid_request_error",
        param,
        message:
          issue.code === "invalid_value"
            ? `Invalid ${param}: must be one of ${issue.values.map(String).join(", ")}`
            : `Invalid ${param}`,
      },
      { began: false },
    );
  return new StripeError(
    400,
    { type: "invalid_request_error", param, message: `Invalid ${param}: ${issue.message}` },
    { began: false },
  );
}

function paramName(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join("");
}

function valueAt(form: Record<string, unknown>, path: readonly PropertyKey[]): unknown {
  let value: unknown = form;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

const refuse = (context: z.core.$RefinementCtx<string>, stripeCode: string, message: string) => {
  context.issues.push({ code: "custom", message, params: { stripeCode }, input: context.value });
  return z.NEVER;
};

export const text = z.string().min(1).max(5_000);
/** An empty value unsets. */
export const clearable = z
  .string()
  .max(5_000)
  .transform((value) => (value === "" ? null : value));
export const integer = z
  .string()
  .transform((value, context) =>
    /^-?\d{1,15}$/.test(value)
      ? Number(value)
      : refuse(context, "parameter_invalid_integer", `Invalid integer: ${value}`),
  );
export const positive = integer.transform((value, context) => {
  if (value >= 1) return value;
  context.issues.push({
    code: "custom",
    message: "This value must be greater than or equal to 1.",
    params: { stripeCode: "parameter_invalid_integer" },
    input: value,
  });
  return z.NEVER;
});
export const boolean = z.enum(["true", "false"]).transform((value) => value === "true");
export const currency = z
  .string()
  .transform((value, context) =>
    /^[a-z]{3}$/i.test(value)
      ? value.toLowerCase()
      : refuse(context, "parameter_invalid", `Invalid currency: ${value}.`),
  );
/** `types[]=a`, and the one text that hand-written requests send instead. */
export const texts = z
  .union([
    z.array(z.string()),
    z.record(z.string(), z.string()).transform((map) => Object.values(map)),
    text.transform((one) => [one]),
  ])
  .pipe(z.array(z.string()).max(200));

/** An empty value unsets everything; so does an empty value of one key for that key. */
export const metadata = z
  .union([z.literal("").transform(() => null), z.record(z.string(), z.string())])
  .superRefine((value, context) => {
    if (value === null) return;
    const add = (message: string) =>
      context.addIssue({ code: "custom", message, params: { stripeCode: "parameter_invalid" } });
    if (Object.keys(value).length > 50) add("Metadata can have up to 50 keys.");
    for (const [key, held] of Object.entries(value)) {
      if (key.length > 40)
        add(
          `Metadata keys can have up to 40 characters, but you passed in a key that is ${key.length} characters. Invalid key: ${key}`,
        );
      if (held.length > 500)
        add(
          `Metadata values can have up to 500 characters, but you passed in a value that is ${held.length} characters. Invalid value: ${held}`,
        );
    }
  });
export type MetadataChange = z.output<typeof metadata>;

export function mergeMetadata(old: Record<string, string>, change: MetadataChange | undefined): Record<string, string> {
  if (change === undefined) return old;
  if (change === null) return {};
  const merged = { ...old, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}

/** Known to Stripe, without effect here. */
export const ignored = z.unknown().optional();

const createdBounds = z.union([
  integer.transform((at) => ({ gte: at, lte: at })),
  z.strictObject({
    gt: integer.optional(),
    gte: integer.optional(),
    lt: integer.optional(),
    lte: integer.optional(),
  }),
]);

/** What every list takes. */
export const pageFields = {
  limit: integer
    .refine((limit) => limit >= 1 && limit <= 100, {
      message: "This value must be between 1 and 100.",
      params: { stripeCode: "parameter_invalid_integer" },
    })
    .optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
  created: createdBounds.optional(),
  expand: texts.optional(),
};

export const onlyExpand = z.strictObject({ expand: texts.optional() });
