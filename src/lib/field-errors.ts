import type { z } from "zod";
import en from "zod/v4/locales/en.js";
import fr from "zod/v4/locales/fr.js";
import type { FieldError } from "./errors";
import type { Language } from "./languages";

type Issue = z.core.$ZodIssue;

const wordsOf = { fr: fr().localeError, en: en().localeError } satisfies Record<Language, z.core.$ZodErrorMap>;

/** More than this helps nobody to correct a form, and a hostile body shall not be answered at length. */
const MOST_ERRORS = 50;

/** The fields to correct, named by their path (`participant.weightKg`), in the visitor's language. */
export function fieldErrors(error: z.core.$ZodError, input: unknown, language: Language): FieldError[] {
  return error.issues.flatMap((issue) => describe(issue, input, [], language)).slice(0, MOST_ERRORS);
}

function describe(issue: Issue, input: unknown, above: PropertyKey[], language: Language): FieldError[] {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    return closestAlternative(issue.errors).flatMap((inner) => describe(inner, input, path, language));
  }
  if (issue.code === "unrecognized_keys") {
    const message = { fr: "Ce champ n’est pas connu ici.", en: "This field is not known here." }[language];
    return issue.keys.map((key) => ({ path: written([...path, key]), message }));
  }
  return [{ path: written(path), message: sentence(issue, valueAt(input, path), language) }];
}

/** Of several shapes a value could have had, the one it comes nearest to: the kind it names, then the fewest mistakes. */
function closestAlternative(alternatives: Issue[][]): Issue[] {
  const distance = (issues: Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === "invalid_value" && issue.path.length === 1 ? 100 : 1), 0);
  return alternatives.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

function sentence(issue: Issue, value: unknown, language: Language): string {
  if ((issue.code === "invalid_type" || issue.code === "invalid_union") && value === undefined)
    return { fr: "Ce champ est requis.", en: "This field is required." }[language];
  if (issue.code === "too_small" && issue.origin === "string" && typeof value === "string" && value.trim() === "") {
    return { fr: "Ce champ est vide.", en: "This field is empty." }[language];
  }
  // A pattern is for programs; Zod would quote it.
  if (issue.code === "invalid_format" && issue.format === "regex")
    return { fr: "Le format n’est pas le bon.", en: "The format is not right." }[language];
  if (issue.code === "custom") return issue.message;
  // The finished issue has lost its input, which the sentence may name the type of.
  const said = wordsOf[language]({ ...issue, input: value } as z.core.$ZodRawIssue);
  return (typeof said === "string" ? said : said?.message) ?? issue.message;
}

const written = (path: PropertyKey[]): string => path.map(String).join(".");

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  let at = input;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key]; // an own property of an object, as asked on the line above
  }
  return at;
}
