import { expect, test } from "vitest";
import { validUntil } from "./rules";

test("a card is valid for a year, date to date, to the end of that day in Paris", () => {
  expect(validUntil(new Date("2026-11-24T23:30:00Z"), "Europe/Paris").toISOString()).toBe("2027-11-25T23:00:00.000Z");
  expect(validUntil(new Date("2026-06-10T08:00:00Z"), "Europe/Paris").toISOString()).toBe("2027-06-10T22:00:00.000Z");
});

test("a card bought on 29 February ends with 28 February", () => {
  expect(validUntil(new Date("2028-02-29T12:00:00Z"), "Europe/Paris").toISOString()).toBe("2029-02-28T23:00:00.000Z");
});
