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
  const digits = minorUnitDigits(currency);
  return new Intl.NumberFormat(locale === "fr" ? "fr-FR" : "en-GB", {
    style: "currency",
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}
