import { describe, expect, test } from "vitest";
import { makeFormats } from "./format";

const french = makeFormats("fr", "Europe/Paris");
const english = makeFormats("en", "Europe/Paris");

describe("amounts", () => {
  test("a price list shows decimals only where there are some", () => {
    expect([french.price(45_000), french.price(123_450), english.price(45_000), english.price(9_999)]).toEqual([
      "450\u00a0€",
      "1\u202f234,50\u00a0€",
      "€450",
      "€99.99",
    ]);
  });

  test("a bill always shows them", () => {
    expect([french.money(45_000), english.money(45_000)]).toEqual(["450,00\u00a0€", "€450.00"]);
  });
});

describe("dates", () => {
  test("a stage's day stays that day in every time zone", () => {
    expect([
      makeFormats("fr", "Pacific/Auckland").date("2027-05-10"),
      makeFormats("fr", "Pacific/Honolulu").date("2027-05-10"),
    ]).toEqual(["10 mai 2027", "10 mai 2027"]);
  });

  test("a slot is told in the school's time, in summer and in winter", () => {
    expect([
      french.time("2027-07-01T07:00:00Z"),
      french.time("2027-01-15T08:00:00Z"),
      english.dayAndTime("2027-05-15T07:00:00Z"),
    ]).toEqual(["09:00", "09:00", expect.stringMatching(/^Saturday,? 15 May 2027 at 09:00$/)]);
  });

  test("what ends with a day is good on that day", () => {
    expect(french.lastDateBefore("2027-11-24T23:00:00.000Z")).toBe("24 novembre 2027");
  });

  test("an evening in UTC can be the school's next day", () => {
    expect(french.dayOf("2027-05-15T22:30:00Z")).toBe("2027-05-16");
  });
});
