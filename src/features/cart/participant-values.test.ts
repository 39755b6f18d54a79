import { expect, test } from "vitest";
import { participantValues, toNumber, toParticipant } from "./participant-values";

test("a weight with a comma is a number, and nothing is no number", () => {
  expect(["72,5", " 72.5 ", "72", "", "lourd"].map(toNumber)).toEqual([72.5, 72.5, 72, Number.NaN, Number.NaN]);
});

test("a participant comes back from the form as it went in", () => {
  const participant = {
    firstName: "Léa",
    lastName: "Martin",
    email: "lea@example.org",
    phone: "06 12 34 56 78",
    birthDate: "1990-02-03",
    weightKg: 61.5,
    heightCm: 168,
  };

  expect(participantValues(participant, "fr")["participant.weightKg"]).toBe("61,5");
  expect((["fr", "en"] as const).map((locale) => toParticipant(participantValues(participant, locale)))).toEqual([
    participant,
    participant,
  ]);
});
