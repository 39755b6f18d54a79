import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { giftCardPrices, instructors, schools } from "@/db/schema/catalogue";
import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import { seedId } from "./chance";

/** Invented: the phone numbers are those that the French regulator keeps for fiction, the addresses end in `.example`. */
const SCHOOL = {
  id: 1,
  name: "Envol Parapente",
  email: "bonjour@envol-parapente.example",
  phone: "+33 4 65 71 20 48",
  addressLine: "48 chemin de l’Alpage",
  postalCode: "74210",
  city: "Val-des-Ailes",
  country: "FR",
  timeZone: "Europe/Paris",
  meetingPoint:
    "Chalet de l’école, au bord de l’atterrissage du Pré-Long, 48 chemin de l’Alpage, 74210 Val-des-Ailes. Parking gratuit, arrêt « Pré-Long » de la navette. Merci d’arriver 15 minutes en avance, avec des chaussures montantes, un coupe-vent et des lunettes de soleil.",
  legalNotice:
    "Envol Parapente, SARL au capital de 12 000 €, 48 chemin de l’Alpage, 74210 Val-des-Ailes (école fictive, pour démonstration). RCS Annecy 000 000 000, TVA FR 00 000000000. Établissement d’activités physiques et sportives, moniteurs diplômés d’État, responsabilité civile professionnelle assurée. Prix TTC. Les activités datées ne donnent pas droit à rétractation (art. L221-28, 12°, du Code de la consommation).",
} as const;

export const TIME_ZONE = SCHOOL.timeZone;

const INSTRUCTORS = [
  "Maëlle Favre",
  "Bastien Perrier",
  "Inès Chappaz",
  "Olivier Tissot",
  "Jeanne Métral",
  "Sacha Duvernay",
].map((name) => ({ id: seedId(`instructor/${name}`), name }));

export const STAGE_PLACES = 6;
export const DEPOSIT_CENTS = { stage: 10_000, bapteme: 3_500 } as const;
export const VIDEO_CENTS = 2_500;

/** A double is priced by its date (season.ts); as a gift card it costs what the dearer half costs. */
export const STAGE_PRICE_CENTS: Record<StageType, number> = {
  INITIATION: 45_000,
  PROGRESSION: 55_000,
  AUTONOMIE: 65_000,
  DOUBLE: 55_000,
};
export const BAPTEME_PRICE_CENTS: Record<BaptemeCategory, number> = {
  AVENTURE: 11_000,
  DUREE: 15_000,
  LONGUE_DUREE: 18_500,
  ENFANT: 9_000,
  HIVER: 13_000,
};

/** This database is a real school's: example stages and invented customers have no place in it. */
export class SchoolIsNotOurs extends Error {
  override name = "SchoolIsNotOurs";
}

/**
 * The school, its instructors and the prices of its activity cards, once: what staff change or remove later stays as they want.
 * Returns whether they are new.
 * @throws SchoolIsNotOurs when the database has a school that the seed did not make.
 */
export async function openSchool(tx: Tx): Promise<boolean> {
  const made = await tx.insert(schools).values(SCHOOL).onConflictDoNothing().returning({ id: schools.id });
  if (made.length === 0) {
    if (await isOurs(tx)) return false;
    throw new SchoolIsNotOurs("this database already has a school that the seed did not make");
  }
  await tx.insert(instructors).values(INSTRUCTORS);
  await tx.insert(giftCardPrices).values([
    ...entriesOf(STAGE_PRICE_CENTS).map(([stageType, priceCents]) => ({
      id: seedId(`gift-card-price/${stageType}`),
      activity: "STAGE" as const,
      stageType,
      priceCents,
    })),
    ...entriesOf(BAPTEME_PRICE_CENTS).map(([category, priceCents]) => ({
      id: seedId(`gift-card-price/${category}`),
      activity: "BAPTEME" as const,
      category,
      priceCents,
      videoPriceCents: VIDEO_CENTS,
    })),
  ]);
  return true;
}

async function isOurs(tx: Tx): Promise<boolean> {
  const ids = sql.join(
    INSTRUCTORS.map(({ id }) => sql`${id}::uuid`),
    sql`, `,
  );
  const { rows } = await tx.execute<{ ours: boolean }>(
    sql`select exists (select from instructors where id in (${ids})) as ours`,
  );
  return rows[0]?.ours === true;
}

/** Object.entries forgets the keys' type; these records have exactly their keys. */
const entriesOf = <K extends string>(record: Record<K, number>) => Object.entries(record) as [K, number][];
