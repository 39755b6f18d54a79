import { expect, test } from "vitest";
import { BAPTEME_CATEGORIES, STAGE_TYPES } from "@/db/schema/catalogue-words";
import en from "@/i18n/messages/en.json";
import fr from "@/i18n/messages/fr.json";
import { activityName, giftCardWorth, purchaseTime } from "./activity-words";

const SHOP = { fr: fr.words, en: en.words };

test.each(["fr", "en"] as const)("in %s, e-mails call everything as the shop's pages do", (locale) => {
  const stages = STAGE_TYPES.map((stageType) => [
    stageType,
    activityName({ type: "STAGE", stageType, startDate: "2027-05-31", endDate: "2027-06-04" }, locale),
  ]);
  const baptemes = BAPTEME_CATEGORIES.map((category) => [
    category,
    activityName({ type: "BAPTEME", category, video: false, startsAt: new Date(), durationMinutes: 30 }, locale),
  ]);

  expect(Object.fromEntries(stages)).toEqual(SHOP[locale].stageTitle);
  expect(Object.fromEntries(baptemes)).toEqual(SHOP[locale].baptemeTitle);
});

test("of an amount card that was spent in part, the e-mail tells what is left", () => {
  expect(giftCardWorth({ kind: "AMOUNT", amountCents: 15_000 }, "en", 4_250)).toBe("€42.50");
});

test("times are the school's, in summer and in winter, and the first of a month is the «1er»", () => {
  const at = (startsAt: string) =>
    purchaseTime(
      { type: "BAPTEME", category: "HIVER", video: false, startsAt: new Date(startsAt), durationMinutes: 30 },
      "fr",
      "Europe/Paris",
    );

  expect(at("2027-02-28T23:30:00Z")).toBe("lundi 1er mars 2027 à 00:30");
  expect(at("2027-07-11T07:00:00Z")).toBe("dimanche 11 juillet 2027 à 09:00");
  expect(
    purchaseTime(
      { type: "STAGE", stageType: "INITIATION", startDate: "2027-03-01", endDate: "2027-03-01" },
      "fr",
      "Pacific/Auckland",
    ),
  ).toBe("lundi 1er mars 2027");
});
