import type { ReactNode } from "react";

/**
 * Decorations beside words that say the same: hidden from screen readers. Each in a file of its own, because a page loads the
 * whole of every file that it needs something of.
 */
export function Icon({ children, className = "size-5" }: { children: ReactNode; className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export type IconProps = { className?: string };
