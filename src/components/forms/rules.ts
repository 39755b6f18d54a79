import type { FormValues } from "./fields-of-form";

/** Each says what is wrong, in the visitor's language. They only save a round trip: the API's word is the law. */
export type Rules = {
  /** Said when nothing is typed, chosen or ticked. */
  required?: string;
  pattern?: { value: RegExp; message: string };
  /** `true`, or what is wrong. */
  validate?: (text: string) => string | true;
};

/** What is wrong in which field. */
export function mistakesIn(values: FormValues, rules: ReadonlyMap<string, Rules>): Record<string, string> {
  const mistakes: Record<string, string> = {};
  for (const [name, given] of rules) {
    const mistake = mistakeIn(values[name], given);
    if (mistake !== undefined) mistakes[name] = mistake;
  }
  return mistakes;
}

/** The first rule that a value breaks. */
export function mistakeIn(value: string | boolean | undefined, rules: Rules = {}): string | undefined {
  const { required, pattern, validate } = rules;
  const empty = value === undefined || value === "" || value === false;
  if (empty && required !== undefined) return required;
  if (typeof value !== "string") return undefined;
  if (!empty && pattern && !pattern.value.test(value)) return pattern.message;
  const verdict = validate?.(value) ?? true;
  return verdict === true ? undefined : verdict;
}
