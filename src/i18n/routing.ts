import { defineRouting } from "next-intl/routing";

/**
 * French at `/…`, English at `/en/…`. The address alone decides: a link in a French e-mail stays French in an English
 * browser, and no cookie remembers a language.
 */
export const routing = defineRouting({
  locales: ["fr", "en"],
  defaultLocale: "fr",
  localePrefix: "as-needed",
  localeDetection: false,
  localeCookie: false,
});
