import type { CartItem } from "./schemas";

type Participant = NonNullable<CartItem["participant"]>;

/** A participant as typed: numbers are text until they are sent, because «72,5» is a weight in France. */
export type ParticipantValues = Record<keyof Participant, string>;

export const noParticipant: ParticipantValues = {
  firstName: "",
  lastName: "",
  email: "",
  phone: "",
  birthDate: "",
  weightKg: "",
  heightCm: "",
};

export function toParticipant(values: ParticipantValues): Participant {
  const { weightKg, heightCm, ...words } = values;
  return { ...words, weightKg: toNumber(weightKg), heightCm: toNumber(heightCm) };
}

export function participantValues(participant: Participant, locale: "fr" | "en"): ParticipantValues {
  const { weightKg, heightCm, ...words } = participant;
  const written = (number: number) => (locale === "fr" ? String(number).replace(".", ",") : String(number));
  return { ...words, weightKg: written(weightKg), heightCm: written(heightCm) };
}

/** «72,5», «72.5 » → 72.5; NaN when it is no number. */
export const toNumber = (text: string): number =>
  text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", "."));
