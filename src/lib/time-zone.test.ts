import fc from "fast-check";
import { expect, test } from "vitest";
import { dateIn, instantAt } from "./time-zone";

const ZONES = [
  "Europe/Paris",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Auckland",
  "Pacific/Apia",
  "UTC",
  "Australia/Lord_Howe",
];

test("eight in the morning is eight o'clock there, in winter, in summer and on the days when clocks change [T6]", () => {
  expect(instantAt("Europe/Paris", "2026-12-24", 8).toISOString()).toBe("2026-12-24T07:00:00.000Z");
  expect(instantAt("Europe/Paris", "2027-07-14", 8).toISOString()).toBe("2027-07-14T06:00:00.000Z");
  expect(instantAt("Europe/Paris", "2027-03-28", 8).toISOString()).toBe("2027-03-28T06:00:00.000Z");
  expect(instantAt("Europe/Paris", "2026-10-25", 8).toISOString()).toBe("2026-10-25T07:00:00.000Z");
});

test("an hour that clocks skip is the next one, and one that comes twice is the first [T6]", () => {
  expect(instantAt("Europe/Paris", "2027-03-28", 2).toISOString()).toBe("2027-03-28T01:00:00.000Z");
  expect(instantAt("Europe/Paris", "2026-10-25", 2).toISOString()).toBe("2026-10-25T00:00:00.000Z");
});

test("a day begins at midnight there, not in Greenwich", () => {
  expect(dateIn("Europe/Paris", new Date("2026-11-24T22:59:59Z"))).toBe("2026-11-24");
  expect(dateIn("Europe/Paris", new Date("2026-11-24T23:00:00Z"))).toBe("2026-11-25");
  expect(dateIn("Pacific/Auckland", new Date("2026-12-31T12:00:00Z"))).toBe("2027-01-01");
});

test("a morning anywhere falls on its own date [T6]", () => {
  // Samoa had no 30 December 2011 at all.
  const day = fc
    .integer({ min: Date.UTC(2012, 0, 1) / 86_400_000, max: Date.UTC(2045, 0, 1) / 86_400_000 })
    .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), day, (zone, date) => {
      const morning = instantAt(zone, date, 8);
      expect(dateIn(zone, morning)).toBe(date);
      expect(
        new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(morning),
      ).toBe("08:00");
    }),
  );
});
