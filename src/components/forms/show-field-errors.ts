import type { FieldError } from "@/lib/errors";
import type { Mistakes } from "./use-form";

/**
 * Puts the API's `errors` at the fields they name; those that name none stand at the head of the form. `fieldOf` translates
 * a path of the contract where the form asks in another way.
 */
export function showFieldErrors(
  form: { addMistakes: (mistakes: Mistakes) => void },
  errors: readonly FieldError[],
  labels: Record<string, string>,
  fieldOf: (path: string) => string = (path) => path,
): void {
  const placed = errors.map(({ path, message }, index) => {
    const field = fieldOf(path);
    return [labels[field] === undefined ? `server ${index}` : field, message];
  });
  form.addMistakes(Object.fromEntries(placed));
}
