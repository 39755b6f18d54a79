import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from "react";
import { FieldError } from "./field";

/** A question with a few answers. Native radio buttons underneath: arrows, forms and screen readers know them. */
export function Choices({
  legend,
  hint,
  error,
  children,
  columns = "sm:grid-cols-2",
}: {
  legend: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ReactNode;
  columns?: string;
}) {
  const id = useId();
  return (
    <fieldset aria-describedby={[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined}>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      {hint && (
        <p id={`${id}-hint`} className="mb-2 text-sm text-muted">
          {hint}
        </p>
      )}
      <div className={`grid gap-2 ${columns}`}>{children}</div>
      <div className="mt-1.5">
        <FieldError id={`${id}-error`} error={error} />
      </div>
    </fieldset>
  );
}

type ChoiceProps = InputHTMLAttributes<HTMLInputElement> & {
  ref?: Ref<HTMLInputElement>;
  label: ReactNode;
  detail?: ReactNode;
  end?: ReactNode;
};

/** One answer, as a card that is wholly clickable. */
export function Choice({ label, detail, end, className = "", type = "radio", ...input }: ChoiceProps) {
  return (
    <label
      className={`flex min-h-12 cursor-pointer items-start gap-3 rounded-lg border border-line-strong bg-surface px-3 py-2.5 transition-colors hover:border-ink has-checked:border-wing has-checked:bg-wing-soft has-checked:ring-1 has-checked:ring-wing has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-sky-ink ${className}`}
    >
      <input {...input} type={type} className="mt-1 size-4 shrink-0 accent-wing focus-visible:outline-none" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{label}</span>
        {detail !== undefined && <span className="block text-sm text-muted">{detail}</span>}
      </span>
      {end !== undefined && <span className="figures shrink-0 font-medium">{end}</span>}
    </label>
  );
}
