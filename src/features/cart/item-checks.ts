import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import type { Locale, Participant } from "@/db/schema/snapshots";
import type { FieldError } from "@/lib/errors";

/** A field to correct, in both languages: what is wrong with it depends on the catalogue or the day, so no schema can say it. */
export type Problem = { path: string; sentence: Record<Locale, string> };

export const inLanguage = (problems: Problem[], locale: Locale): FieldError[] =>
  problems.map(({ path, sentence }) => ({ path, message: sentence[locale] }));

/** Older than anybody has flown; a date before it is a slip of the keyboard. */
const OLDEST_YEARS = 110;

export function checkParticipant(participant: Participant, today: string): Problem[] {
  const { birthDate } = participant;
  if (birthDate < today && birthDate >= yearsFrom(today, -OLDEST_YEARS)) return [];
  return [
    {
      path: "participant.birthDate",
      sentence: { fr: "Cette date de naissance n’est pas possible.", en: "This birth date is not possible." },
    },
  ];
}

/** What the participant learns on this stage, or the fields to correct. On a double stage they choose; on another there is one answer. */
export function chooseStageType(offered: StageType, chosen: StageType | undefined): StageType | Problem[] {
  if (offered === "DOUBLE") {
    if (chosen === "INITIATION" || chosen === "PROGRESSION") return chosen;
    return [
      {
        path: "stageType",
        sentence: {
          fr: "Choisissez entre initiation et progression.",
          en: "Choose between initiation and progression.",
        },
      },
    ];
  }
  if (chosen === undefined || chosen === offered) return offered;
  return [
    { path: "stageType", sentence: { fr: "Ce stage n’est pas de ce type.", en: "This stage is not of that type." } },
  ];
}

export function checkCategory(offered: readonly BaptemeCategory[], chosen: BaptemeCategory): Problem[] {
  if (offered.includes(chosen)) return [];
  return [
    {
      path: "category",
      sentence: { fr: "Ce créneau ne propose pas cette formule.", en: "This slot does not offer that category." },
    },
  ];
}

/** `day` and `today` are plain dates in the school's time zone. Today is fine, even if its morning has passed: the card is sent once it is paid. */
export function checkDelivery(day: string, today: string): Problem[] {
  if (day < today)
    return [{ path: "deliverAt", sentence: { fr: "Cette date est passée.", en: "This date has passed." } }];
  if (day <= yearsFrom(today, 1)) return [];
  return [
    {
      path: "deliverAt",
      sentence: { fr: "Choisissez une date dans l’année qui vient.", en: "Choose a date within a year." },
    },
  ];
}

export const noSuchGiftCard = (): Problem => ({
  path: "giftCard",
  sentence: { fr: "L’école ne propose pas ce bon cadeau.", en: "The school does not offer this gift card." },
});

/** Fields that an item of this kind does not have. */
export const notOfThisItem = (path: string): Problem => ({
  path,
  sentence: { fr: "Cet élément du panier n’a pas ce champ.", en: "This item of the cart has no such field." },
});

/** The same day so many years on, as plain dates; 29 February becomes 28 February in a year without it. */
function yearsFrom(date: string, years: number): string {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, "0");
  const sameDay = `${year}${date.slice(4)}`;
  const exists = !Number.isNaN(Date.parse(sameDay)) && new Date(sameDay).toISOString().startsWith(sameDay);
  return exists ? sameDay : `${year}-02-28`;
}
