import { parseAccept } from "hono/utils/accept";

export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Longer than any browser's; the rest of a hostile header is not worth parsing. */
const LONGEST_HEADER = 500;

/** The best of our languages for this `Accept-Language`; French when it names none of ours. */
export function preferredLanguage(acceptLanguage: string | null | undefined): Language {
  for (const { type, q } of parseAccept((acceptLanguage ?? "").slice(0, LONGEST_HEADER))) {
    if (q <= 0) continue;
    const primary = type.toLowerCase().split("-")[0];
    if (primary === "fr" || primary === "en") return primary;
  }
  return "fr";
}
