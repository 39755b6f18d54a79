import { dateIn, instantAt } from "@/lib/time-zone";

/**
 * The end of a card's validity: one year after its purchase, date to date in the school's zone, until the end of that day
 * (a year after 29 February ends with 28 February).
 */
export function validUntil(issuedAt: Date, timeZone: string): Date {
  const [year = 0, month = 0, day = 0] = dateIn(timeZone, issuedAt).split("-").map(Number);
  // No leap year follows another, and every other month is as long a year later.
  const lastDay = month === 2 ? Math.min(day, 28) : day;
  const dayAfter = new Date(Date.UTC(year + 1, month - 1, lastDay + 1));
  return instantAt(timeZone, dayAfter.toISOString().slice(0, 10), 0);
}
