import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes } from "react";

type Shared = {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** Said beside the label; everything else is required. */
  optionalWord?: string | undefined;
};

const boxClasses =
  "block w-full rounded-lg border bg-surface px-3 text-base text-ink placeholder:text-muted transition-colors hover:border-ink aria-invalid:border-bad aria-invalid:ring-1 aria-invalid:ring-bad border-line-strong";

type TextFieldProps = Shared & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> };

export function TextField({ label, hint, error, optionalWord, className, ...input }: TextFieldProps) {
  const ownId = useId();
  const id = input.id ?? ownId;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} optionalWord={optionalWord} className={className}>
      <input
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
        className={`${boxClasses} min-h-12 py-2`}
      />
    </FieldFrame>
  );
}

type TextAreaProps = Shared & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> };

export function TextArea({ label, hint, error, optionalWord, className, ...area }: TextAreaProps) {
  const ownId = useId();
  const id = area.id ?? ownId;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} optionalWord={optionalWord} className={className}>
      <textarea
        rows={4}
        {...area}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
        className={`${boxClasses} py-2`}
      />
    </FieldFrame>
  );
}

function FieldFrame({
  id,
  label,
  hint,
  error,
  optionalWord,
  className = "",
  children,
}: Shared & { id: string; className?: string | undefined; children: ReactNode }) {
  return (
    <div className={`space-y-1.5 ${className}`}>
      <label htmlFor={id} className="block font-medium">
        {label}
        {optionalWord && <span className="font-normal text-muted"> ({optionalWord})</span>}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

export function FieldError({ id, error }: { id: string; error?: string | undefined }) {
  if (!error) return null;
  return (
    <p id={id} className="text-sm font-medium text-bad">
      {error}
    </p>
  );
}

function describedBy(id: string, hint: string | undefined, error: string | undefined): string | undefined {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}
