/** A form's answers by the names of its fields: a text, the chosen value, or whether it is ticked. */
export type FormValues = Record<string, string | boolean>;

/** What stands in the form's fields; of those that it does not show, and of a choice not yet made, the default. */
export function readFields<Values extends FormValues>(form: HTMLFormElement | null, defaults: Values): Values {
  const values: FormValues = { ...defaults };
  for (const field of fieldsOf(form)) {
    if (field.type === "checkbox" && "checked" in field) values[field.name] = field.checked;
    else if (field.type !== "radio" || ("checked" in field && field.checked)) values[field.name] = field.value;
  }
  return values as Values; // a form's fields bear the names of its values
}

/** Puts values into the fields of these names. */
export function fillFields(form: HTMLFormElement | null, values: Partial<FormValues>): void {
  for (const field of fieldsOf(form)) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (field.type === "checkbox" && "checked" in field) field.checked = value === true;
    else if (field.type === "radio" && "checked" in field) field.checked = field.value === value;
    else field.value = String(value);
  }
}

function fieldsOf(form: HTMLFormElement | null): (HTMLInputElement | HTMLTextAreaElement)[] {
  return [...(form?.elements ?? [])].filter(
    (field) => (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.name !== "",
  ) as (HTMLInputElement | HTMLTextAreaElement)[]; // by the line above
}
