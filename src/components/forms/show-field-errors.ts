import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import type { FieldError } from "@/lib/errors";

/**
 * Puts the API's `errors` at the fields they name; those that name none stand at the head of the form. `fieldOf` translates
 * a path of the contract where the form asks in another way.
 */
export function showFieldErrors<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  errors: readonly FieldError[],
  labels: Record<string, string>,
  fieldOf: (path: string) => string = (path) => path,
): void {
  errors.forEach(({ path, message }, index) => {
    const field = fieldOf(path);
    // Both are paths of this form: one has a label, the other is react-hook-form's own place for errors of no field.
    const place = (labels[field] === undefined ? `root.server${index}` : field) as Path<Values>;
    form.setError(place, { type: "server", message });
  });
}
