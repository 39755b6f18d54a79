import type { ButtonHTMLAttributes, ComponentProps, ReactNode } from "react";
import { Link } from "@/i18n/link";

type Look = "primary" | "secondary" | "quiet" | "danger";
type Size = "normal" | "small";

const looks = {
  primary: "bg-wing text-on-wing hover:bg-wing-hover",
  secondary: "border border-line-strong bg-surface text-ink hover:border-ink",
  quiet: "text-sky-ink underline-offset-4 hover:underline",
  danger: "bg-bad text-paper hover:opacity-90",
} satisfies Record<Look, string>;

const sizes = { normal: "min-h-12 px-6 text-base", small: "min-h-11 px-3 text-sm" } satisfies Record<Size, string>;

function classesOf(look: Look, size: Size, more = ""): string {
  return `inline-flex items-center justify-center gap-2 rounded-full font-semibold transition-colors ${looks[look]} ${sizes[size]} ${more}`;
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: Look;
  size?: Size;
  /** While set, a press does nothing and these words stand on the button. It keeps the focus, so a screen reader is not sent away. */
  pendingWords?: string | undefined;
};

export function Button({
  look = "primary",
  size = "normal",
  pendingWords,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const pending = pendingWords !== undefined;
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={pending || rest.disabled ? true : undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={`${classesOf(look, size, className)} ${pending ? "cursor-progress opacity-80" : "cursor-pointer"} disabled:cursor-not-allowed disabled:opacity-50`}
    >
      {pending ? (
        <>
          <Spinner />
          {pendingWords}
        </>
      ) : (
        children
      )}
    </button>
  );
}

type ButtonLinkProps = ComponentProps<typeof Link> & { look?: Look; size?: Size; children: ReactNode };

export function ButtonLink({ look = "primary", size = "normal", className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={classesOf(look, size, className)} />;
}

export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent"
    />
  );
}
