import { type Prefixed, prefixed, withoutPrefix } from "@/components/forms/prefixed";
import type { CartItem } from "./schemas";

type Participant = NonNullable<CartItem["participant"]>;

/** A participant as typed: numbers are text until they are sent, because «72,5» is a weight in France. */
export type ParticipantValues = Record<keyof Participant, string>;

const noParticipant: ParticipantValues = {
  firstName: "",
  lastName: "",
  email: "",
  phone: "",
  birthDate: "",
  weightKg: "",
  heightCm: "",
};

/** Forms that ask for a participant name the fields as the contract does, so that its error paths are the form's. */
export type ParticipantFieldValues = Prefixed<"participant", ParticipantValues>;

export const noParticipantFields: ParticipantFieldValues = prefixed("participant", noParticipant);

export function toParticipant(values: ParticipantFieldValues): Participant {
  const { weightKg, heightCm, ...words } = withoutPrefix("participant", values, noParticipant);
  return { ...words, weightKg: toNumber(weightKg), heightCm: toNumber(heightCm) };
}

export function participantValues(participant: Participant, locale: "fr" | "en"): ParticipantFieldValues {
  const { weightKg, heightCm, ...words } = participant;
  const written = (number: number) => (locale === "fr" ? String(number).replace(".", ",") : String(number));
  return prefixed("participant", { ...words, weightKg: written(weightKg), heightCm: written(heightCm) });
}

/** «72,5», «72.5 » → 72.5; NaN when it is no number. */
export const toNumber = (text: string): number =>
  text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", "."));
