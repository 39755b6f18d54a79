import { dateIn, instantAt } from "@/lib/time-zone";

/**
 * The end of a card's validity: one year after its purchase, date to date in the school's zone, until the end of that day
 * (a year after 29 February ends with 28 February).
 */
export function validUntil(issuedAt: Date, timeZone: string): Date {
  const [year = 0, month = 0, day = 0] = dateIn(timeZone, issuedAt).split("-").map(Number);
  const lastDayOfMonth = new Date(Date.UTC(year + 1, month, 0)).getUTCDate();
  const dayAfter = new Date(Date.UTC(year + 1, month - 1, Math.min(day, lastDayOfMonth) + 1));
  return instantAt(timeZone, dayAfter.toISOString().slice(0, 10), 0);
}
