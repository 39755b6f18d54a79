import type { ReactNode } from "react";
import { Link } from "@/i18n/link";
import { BackIcon } from "./icons/back-icon";

export function BackLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="mt-4 -mb-4 inline-flex min-h-11 items-center gap-2 text-sky-ink underline-offset-4 hover:underline"
    >
      <BackIcon className="size-4" />
      {children}
    </Link>
  );
}
