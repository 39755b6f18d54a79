import { Pending } from "@/components/nav-link";
import { Link } from "@/i18n/link";

export type FilterOption = { href: string; words: string; chosen: boolean };

/** A filter whose choice stands in the address: it works without JavaScript, can be sent to a friend, and Back undoes it. */
export function FilterLinks({ label, options }: { label: string; options: FilterOption[] }) {
  return (
    <nav aria-label={label}>
      <ul className="-mx-1 flex flex-wrap gap-2 px-1">
        {options.map(({ href, words, chosen }) => (
          <li key={href}>
            <Link
              href={href}
              scroll={false}
              aria-current={chosen ? "true" : undefined}
              className="relative inline-flex min-h-11 items-center rounded-full border border-line-strong bg-surface px-4 font-medium transition-colors hover:border-ink aria-[current]:border-ink aria-[current]:bg-ink aria-[current]:text-paper"
            >
              {words}
              <Pending />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
