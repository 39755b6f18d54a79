import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import { instantAt } from "@/lib/time-zone";
import { pick, pickFrom, seedId } from "./chance";
import { STAGE_PRICE_CENTS, TIME_ZONE } from "./school";

/** Plain dates are written 2027-04-05, so that they compare as text. */
export type PlannedStage = { id: string; type: StageType; startDate: string; endDate: string; priceCents: number };
export type PlannedSlot = {
  id: string;
  date: string;
  startsAt: Date;
  durationMinutes: number;
  places: number;
  categories: BaptemeCategory[];
};

/** The stages that begin from one date to another, both included: Monday to Friday, from April to October, two in the summer holidays. */
export function stagesBetween(from: string, to: string): PlannedStage[] {
  return datesBetween(from, to)
    .filter((date) => weekdayOf(date) === MONDAY && isStageSeason(date))
    .flatMap((startDate) => typesOf(startDate).map((type) => stageOf(type, startDate)));
}

/** The half-days of tandem flights from one date to another, both included: most days, closed on Tuesdays but in summer. */
export function slotsBetween(from: string, to: string): PlannedSlot[] {
  return (
    datesBetween(from, to)
      .filter((date) => weekdayOf(date) !== TUESDAY || isSummer(date))
      .flatMap((date) => HALF_DAYS.map((half) => ({ date, half })))
      // Wind, a competition, an instructor's day off: one half-day in eight is left out.
      .filter(({ date, half }) => pick(`slot/${date}/${half.name}/open`, 8) !== 0)
      .map(({ date, half }) => slotOf(date, half))
  );
}

const MONDAY = 1;
const TUESDAY = 2;
const HALF_DAYS = [
  { name: "morning", hour: 9 },
  { name: "afternoon", hour: 14 },
] as const;
type HalfDay = (typeof HALF_DAYS)[number];

const monthOf = (date: string): number => Number(date.slice(5, 7));
const isSummer = (date: string): boolean => monthOf(date) === 7 || monthOf(date) === 8;
const isWinter = (date: string): boolean => [12, 1, 2, 3].includes(monthOf(date));
const isStageSeason = (date: string): boolean => monthOf(date) >= 4 && monthOf(date) <= 10;

function typesOf(startDate: string): StageType[] {
  const rest = pickFrom<StageType>(`stage/${startDate}/type`, [
    "INITIATION",
    "INITIATION",
    "PROGRESSION",
    "DOUBLE",
    "AUTONOMIE",
  ]);
  return isSummer(startDate) ? ["INITIATION", rest === "INITIATION" ? "PROGRESSION" : rest] : [rest];
}

function stageOf(type: StageType, startDate: string): PlannedStage {
  const priceCents =
    type === "DOUBLE" ? pickFrom(`stage/${startDate}/price`, [45_000, 50_000, 55_000]) : STAGE_PRICE_CENTS[type];
  return { id: seedId(`stage/${startDate}/${type}`), type, startDate, endDate: addDays(startDate, 4), priceCents };
}

function slotOf(date: string, half: HalfDay): PlannedSlot {
  return {
    id: seedId(`slot/${date}/${half.name}`),
    date,
    startsAt: instantAt(TIME_ZONE, date, half.hour),
    durationMinutes: 180,
    places: 2 + pick(`slot/${date}/${half.name}/places`, 3),
    categories: categoriesOf(date, half),
  };
}

/** Mornings are calm, for children; long flights need the afternoon's thermals; in winter there are none. */
function categoriesOf(date: string, half: HalfDay): BaptemeCategory[] {
  if (isWinter(date)) return half.name === "morning" ? ["HIVER", "AVENTURE", "ENFANT"] : ["HIVER", "AVENTURE", "DUREE"];
  return half.name === "morning" ? ["AVENTURE", "ENFANT", "DUREE"] : ["AVENTURE", "DUREE", "LONGUE_DUREE"];
}

const DAY_MS = 86_400_000;

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

const weekdayOf = (date: string): number => new Date(date).getUTCDay();

function datesBetween(from: string, to: string): string[] {
  const days = Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, days) }, (_, day) => addDays(from, day));
}
