import type { ReactNode, Ref } from "react";

/** The first words of a page. */
export function PageHeading({
  title,
  lead,
  children,
  focusRef,
}: {
  title: ReactNode;
  lead?: ReactNode;
  children?: ReactNode;
  focusRef?: Ref<HTMLHeadingElement>;
}) {
  return (
    <header className="space-y-3 py-8 sm:py-12">
      <h1 ref={focusRef} tabIndex={focusRef ? -1 : undefined} className="text-4xl sm:text-5xl">
        {title}
      </h1>
      {lead !== undefined && <p className="max-w-2xl text-lg text-muted text-pretty">{lead}</p>}
      {children}
    </header>
  );
}

/** The shape of what is loading. Its words are for screen readers; the blocks mean nothing to them. */
export function Skeleton({ words, blocks }: { words: string; blocks: readonly string[] }) {
  return (
    <div role="status">
      <span className="sr-only">{words}</span>
      <div aria-hidden="true" className="animate-pulse space-y-4">
        {blocks.map((block, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the blocks never change their order
          <div key={index} className={`rounded-xl bg-line/70 ${block}`} />
        ))}
      </div>
    </div>
  );
}

/** A row of a bill: words at the left, an amount at the right. */
export function AmountRow({
  label,
  amount,
  strong = false,
  detail,
  className = "",
}: {
  label: ReactNode;
  amount: ReactNode;
  strong?: boolean;
  detail?: ReactNode;
  className?: string;
}) {
  return (
    <div className={`flex items-baseline justify-between gap-4 ${strong ? "text-lg font-bold" : ""} ${className}`}>
      <dt>
        {label}
        {detail !== undefined && <span className="block text-sm font-normal text-muted">{detail}</span>}
      </dt>
      <dd className="figures whitespace-nowrap">{amount}</dd>
    </div>
  );
}

export function Badge({ tone, children }: { tone: "good" | "warn" | "bad" | "quiet"; children: ReactNode }) {
  const looks = {
    good: "bg-good-soft text-good",
    warn: "bg-warn-soft text-warn",
    bad: "bg-bad-soft text-bad",
    quiet: "bg-line/60 text-muted",
  };
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-sm font-medium whitespace-nowrap ${looks[tone]}`}
    >
      {children}
    </span>
  );
}
