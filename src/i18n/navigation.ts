"use client";

import { useLocale } from "next-intl";
import * as next from "next/navigation";
import { pathIn, withoutLocale } from "./paths";

/** The path of this page, the same in every language. */
export function usePathname(): string {
  return withoutLocale(useLocale(), next.usePathname());
}

/** Goes to a page in the visitor's language. */
export function useGoTo(): (path: string) => void {
  const locale = useLocale();
  const { push } = next.useRouter();
  return (path) => push(pathIn(locale, path));
}
