import { formatMoney } from "@/lib/money";
import type { routing } from "./routing";

export type Locale = (typeof routing.locales)[number];

/** Where the school flies: every time on screen is its time, wherever the visitor sits. */
export const SCHOOL_TIME_ZONE = "Europe/Paris";

const tagOf = { fr: "fr-FR", en: "en-GB" } satisfies Record<Locale, string>;

/** A price on a price list: «450 €», with decimals only where there are some («1 234,50 €»). */
export function formatPrice(cents: number, locale: Locale): string {
  if (cents % 100 !== 0) return formatMoney(cents, locale);
  return new Intl.NumberFormat(tagOf[locale], { style: "currency", currency: "EUR", maximumFractionDigits: 0 }).format(cents / 100);
}

/** A plain date names a day, not an instant: it is formatted in UTC, from midnight UTC, so that no time zone moves it. */
export function formatDay(plainDate: string, locale: Locale, options: Intl.DateTimeFormatOptions = LONG_DAY): string {
  return formatter(locale, { ...options, timeZone: "UTC" }).format(new Date(`${plainDate}T00:00:00Z`));
}

/** «du 12 au 16 mai 2027», as Intl writes it in each language. */
export function formatDayRange(start: string, end: string, locale: Locale, options: Intl.DateTimeFormatOptions = LONG_DATE): string {
  return formatter(locale, { ...options, timeZone: "UTC" }).formatRange(new Date(`${start}T00:00:00Z`), new Date(`${end}T00:00:00Z`));
}

/** An instant, told in the school's time. */
export function formatInstant(instant: string, locale: Locale, options: Intl.DateTimeFormatOptions = DAY_AND_TIME): string {
  return formatter(locale, { ...options, timeZone: SCHOOL_TIME_ZONE }).format(new Date(instant));
}

/** The school's calendar day of an instant, as a plain date. */
export function dayOf(instant: string | Date): string {
  // Sweden writes its dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone: SCHOOL_TIME_ZONE }).format(typeof instant === "string" ? new Date(instant) : instant);
}

export const LONG_DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const satisfies Intl.DateTimeFormatOptions;
export const LONG_DATE = { day: "numeric", month: "long", year: "numeric" } as const satisfies Intl.DateTimeFormatOptions;
export const WEEKDAY_AND_DAY = { weekday: "long", day: "numeric", month: "long" } as const satisfies Intl.DateTimeFormatOptions;
export const MONTH = { month: "long", year: "numeric" } as const satisfies Intl.DateTimeFormatOptions;
export const TIME = { hour: "2-digit", minute: "2-digit" } as const satisfies Intl.DateTimeFormatOptions;
export const DAY_AND_TIME = { ...LONG_DAY, ...TIME } as const satisfies Intl.DateTimeFormatOptions;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs far more than using it, and a list uses the same one for every row. */
function formatter(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(tagOf[locale], options);
  formatters.set(key, known);
  return known;
}
