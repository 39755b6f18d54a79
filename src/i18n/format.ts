import { formatMoney } from "@/lib/money";
import { dateIn } from "@/lib/time-zone";
import type { routing } from "./routing";

export type Locale = (typeof routing.locales)[number];
export type Formats = ReturnType<typeof makeFormats>;

const tagOf = { fr: "fr-FR", en: "en-GB" } satisfies Record<Locale, string>;

const LONG_DATE = { day: "numeric", month: "long", year: "numeric" } as const;
const WEEKDAY = { weekday: "long", day: "numeric", month: "long" } as const;
const MONTH = { month: "long", year: "numeric" } as const;
const SHORT_MONTH = { month: "short" } as const;
const TIME = { hour: "2-digit", minute: "2-digit" } as const;

/** Amounts and dates in the visitor's language and the school's time, wherever the visitor sits. */
export function makeFormats(locale: Locale, timeZone: string) {
  // A plain date names a day, not an instant: it is formatted in UTC, from midnight UTC, so that no time zone moves it.
  const plain = (date: string, options: Intl.DateTimeFormatOptions) =>
    formatter(locale, "UTC", options).format(midnight(date));
  const local = (instant: string | Date, options: Intl.DateTimeFormatOptions) =>
    formatter(locale, timeZone, options).format(new Date(instant));

  return {
    /** On a price list: «450 €», with decimals only where there are some («1 234,50 €»). */
    price: (cents: number) => (cents % 100 === 0 ? wholeEuros(locale).format(cents / 100) : formatMoney(cents, locale)),
    /** On a bill: always with its decimals. */
    money: (cents: number) => formatMoney(cents, locale),

    /** «12 mai 2027» */
    date: (date: string) => plain(date, LONG_DATE),
    /** «10–14 mai 2027» */
    dates: (first: string, last: string) =>
      formatter(locale, "UTC", LONG_DATE).formatRange(midnight(first), midnight(last)),
    /** «Lundi 10 mai» */
    weekdayTitle: (date: string) => capitalise(plain(date, WEEKDAY)),
    /** «mai 2027», of a month written 2027-05; as a title, «Mai 2027» */
    month: (month: string) => plain(`${month}-01`, MONTH),
    monthTitle: (month: string) => capitalise(plain(`${month}-01`, MONTH)),
    /** «mai» */
    shortMonth: (date: string) => plain(date, SHORT_MONTH),
    dayOfMonth: (date: string) => Number(date.slice(8)),

    /** «09:00» */
    time: (instant: string | Date) => local(instant, TIME),
    /** «samedi 15 mai 2027 à 09:00»; at the head of a line, «Samedi…» */
    dayAndTime: (instant: string | Date) => local(instant, { ...WEEKDAY, year: "numeric", ...TIME }),
    dayAndTimeTitle: (instant: string | Date) => capitalise(local(instant, { ...WEEKDAY, year: "numeric", ...TIME })),
    /** «Samedi 15 mai 2027» */
    dayTitle: (instant: string | Date) => capitalise(local(instant, { ...WEEKDAY, year: "numeric" })),
    /** «15 mai 2027» */
    dateOf: (instant: string | Date) => local(instant, LONG_DATE),
    /** «14 mai 2027», of what ends as the 15th begins: the last day on which it is still good. */
    lastDateBefore: (instant: string) => local(new Date(new Date(instant).getTime() - 1), LONG_DATE),
    /** The school's calendar day of an instant, as a plain date. */
    dayOf: (instant: string | Date) => dateIn(timeZone, new Date(instant)),
  };
}

/** A heading begins with a capital; French months and days do not. */
const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const midnight = (date: string) => new Date(`${date}T00:00:00Z`);

const wholeEuros = (locale: Locale) =>
  new Intl.NumberFormat(tagOf[locale], { style: "currency", currency: "EUR", maximumFractionDigits: 0 });

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs far more than using it, and a list uses the same one for every row. */
function formatter(locale: Locale, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(tagOf[locale], { ...options, timeZone });
  formatters.set(key, known);
  return known;
}
