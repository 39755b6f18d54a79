import { routing } from "./routing";

type Locale = (typeof routing.locales)[number];

/** A path of the shop in a language: `/en/stages`, and without a prefix in the language that needs none. */
export function pathIn(locale: Locale, path: string): string {
  if (locale === routing.defaultLocale) return path;
  return path === "/" ? `/${locale}` : `/${locale}${path}`;
}

/** The path as `pathIn` takes it. While a page is drawn on the server it has its language even where the address has none. */
export function withoutLocale(locale: Locale, path: string): string {
  const prefix = `/${locale}`;
  if (path === prefix) return "/";
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}
