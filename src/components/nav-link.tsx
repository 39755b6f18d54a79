"use client";

import { useLinkStatus } from "next/link";
import type { ReactNode } from "react";
import { Link } from "@/i18n/link";
import { usePathname } from "@/i18n/navigation";

/** A link of the main navigation: it knows whether the visitor is in its part of the site. */
export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const pathname = usePathname();
  const here = pathname === href ? "page" : pathname.startsWith(`${href}/`) ? "true" : undefined;
  return (
    <Link
      href={href}
      aria-current={here}
      className="relative inline-flex min-h-11 items-center px-1 font-medium text-muted transition-colors hover:text-ink aria-[current]:text-ink aria-[current]:after:absolute aria-[current]:after:inset-x-1 aria-[current]:after:bottom-1 aria-[current]:after:h-0.5 aria-[current]:after:rounded-full aria-[current]:after:bg-wing"
    >
      {children}
      <Pending />
    </Link>
  );
}

/** A page comes whole from the server; until it is here, the link that was pressed says so. Inside a Link. */
export function Pending() {
  const { pending } = useLinkStatus();
  return (
    <span
      aria-hidden="true"
      className={`pointer-events-none absolute inset-x-0 -bottom-0.5 h-0.5 rounded-full bg-wing transition-opacity delay-150 ${pending ? "animate-pulse opacity-100" : "opacity-0"}`}
    />
  );
}
