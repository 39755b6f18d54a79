/** Sums of whole cents. Every amount in this program is a safe integer of the currency's minor unit. */
export const sumCents = (amounts: Iterable<number>): number => {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return sum;
};

/** ISO 4217 minor-unit exponents of the currencies Stripe treats differently from two decimals (Stripe's «zero-decimal» and «three-decimal» lists). */
const ZERO_DECIMAL = new Set([
  "bif",
  "clp",
  "djf",
  "gnf",
  "jpy",
  "kmf",
  "krw",
  "mga",
  "pyg",
  "rwf",
  "ugx",
  "vnd",
  "vuv",
  "xaf",
  "xof",
  "xpf",
]);
const THREE_DECIMAL = new Set(["bhd", "jod", "kwd", "omr", "tnd"]);

/** How many decimals the currency's minor unit stands for; the code in either case. */
export function minorUnitDigits(currency: string): 0 | 2 | 3 {
  const code = currency.toLowerCase();
  return ZERO_DECIMAL.has(code) ? 0 : THREE_DECIMAL.has(code) ? 3 : 2;
}

/** «1 234,50 €» or «€1,234.50»: an amount of minor units for people. */
export function formatMoney(amount: number, locale: "fr" | "en", currency = "eur"): string {
  return formatter(locale, currency.toUpperCase()).format(amount / 10 ** minorUnitDigits(currency));
}

/** Kept, because to make one takes a hundred times as long as to use it: there are few currencies. */
const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: "fr" | "en", currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const digits = minorUnitDigits(currency);
  const kept =
    formatters.get(key) ??
    new Intl.NumberFormat(locale === "fr" ? "fr-FR" : "en-GB", {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  formatters.set(key, kept);
  return kept;
}
