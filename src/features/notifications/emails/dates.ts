import type { Locale } from "@/db/schema/snapshots";

const LANGUAGE_TAGS = { fr: "fr-FR", en: "en-GB" } as const;
const DATE = { day: "numeric", month: "long", year: "numeric" } as const;
const DAY = { weekday: "long", ...DATE } as const;

/** «lundi 7 – vendredi 11 décembre 2026», or the one day. A plain date (`2026-12-07`) has no time zone. */
export function formatDays(start: string, end: string, locale: Locale): string {
  const range = formatter(locale, "UTC", DAY).formatRange(midnight(start), midnight(end));
  return withOrdinals(range, locale);
}

/** «7 décembre 2026»: short enough for a subject line. */
export const formatPlainDate = (plainDate: string, locale: Locale): string =>
  formatDate(midnight(plainDate), locale, "UTC");

/** The day on which an instant falls where the school is. */
export const formatDate = (instant: Date, locale: Locale, timeZone: string): string =>
  withOrdinals(formatter(locale, timeZone, DATE).format(instant), locale);

/** The last day of something that ends at this instant: what ends at midnight was good until the day before. */
export const formatLastDay = (end: Date, locale: Locale, timeZone: string): string =>
  formatDate(new Date(end.getTime() - 1), locale, timeZone);

/** «samedi 12 décembre 2026 à 10:30», on the school's clock. */
export function formatMoment(instant: Date, locale: Locale, timeZone: string): string {
  const day = withOrdinals(formatter(locale, timeZone, DAY).format(instant), locale);
  const time = formatter(locale, timeZone, { hour: "2-digit", minute: "2-digit" }).format(instant);
  return locale === "fr" ? `${day} à ${time}` : `${day} at ${time}`;
}

const midnight = (plainDate: string): Date => new Date(`${plainDate}T00:00:00Z`);

/** Kept, because to make one takes longer than all else about an e-mail: there are as many as languages and forms of a school. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: Locale, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${Object.keys(options).join()}`;
  const kept = formatters.get(key) ?? new Intl.DateTimeFormat(LANGUAGE_TAGS[locale], { ...options, timeZone });
  formatters.set(key, kept);
  return kept;
}

/** Intl knows no French ordinals: the first of the month is «1er». */
const withOrdinals = (text: string, locale: Locale): string =>
  locale === "fr" ? text.replace(/(^|\s)1 (?=\p{L})/gu, "$11er ") : text;
