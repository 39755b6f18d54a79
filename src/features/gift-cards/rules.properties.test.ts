import fc from "fast-check";
import { expect, test } from "vitest";
import { dateIn } from "@/lib/time-zone";
import { validUntil } from "./rules";

const anyInstant = fc.date({
  min: new Date("2020-01-01T00:00:00Z"),
  max: new Date("2120-01-01T00:00:00Z"),
  noInvalidDate: true,
});
/** Either side of Greenwich, with and without summer time, and off by half an hour. */
const anyZone = fc.constantFrom("Europe/Paris", "UTC", "America/New_York", "Pacific/Auckland", "Asia/Kolkata");

const DAY_MS = 86_400_000;
const bounds = (zone: string, issuedAt: Date) => {
  const end = validUntil(issuedAt, zone);
  return { end, lastDay: dateIn(zone, new Date(end.getTime() - 1)), dayAfter: dateIn(zone, end) };
};

test("a card is valid to the very end of the same date a year later, of 29 February to the end of the 28th", () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (issuedAt, zone) => {
      const issued = dateIn(zone, issuedAt);
      const aYearLater = `${Number(issued.slice(0, 4)) + 1}${issued.slice(4)}`.replace("-02-29", "-02-28");
      const { lastDay, dayAfter } = bounds(zone, issuedAt);
      expect(lastDay).toBe(aYearLater);
      expect(dayAfter > aYearLater).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("whenever a card is bought, it is valid for more than 364 and at most 367 days", () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (issuedAt, zone) => {
      const days = (bounds(zone, issuedAt).end.getTime() - issuedAt.getTime()) / DAY_MS;
      expect(days).toBeGreaterThan(364);
      expect(days).toBeLessThanOrEqual(367 + 1 / 24);
    }),
  );
});

test("all cards of one day end at the same instant, and a later card never ends earlier", () => {
  fc.assert(
    fc.property(anyInstant, anyInstant, anyZone, (one, other, zone) => {
      const [earlier, later] = one <= other ? [one, other] : [other, one];
      const [first, second] = [validUntil(earlier, zone), validUntil(later, zone)];
      expect(second.getTime()).toBeGreaterThanOrEqual(first.getTime());
      const hourLater = new Date(earlier.getTime() + 3_600_000);
      if (dateIn(zone, hourLater) === dateIn(zone, earlier)) expect(validUntil(hourLater, zone)).toEqual(first);
    }),
  );
});
