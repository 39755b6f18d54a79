import { asc, eq, max, min } from "drizzle-orm";
import type { Tx } from "@/db/client";
import {
  baptemeCategories,
  baptemeInstructors,
  baptemes,
  instructors,
  stageInstructors,
  stages,
} from "@/db/schema/catalogue";
import { dateIn } from "@/lib/time-zone";
import { pick } from "./chance";
import { BAPTEME_PRICE_CENTS, DEPOSIT_CENTS, STAGE_PLACES, TIME_ZONE, VIDEO_CENTS } from "./school";
import { addDays, type PlannedSlot, type PlannedStage, slotsBetween, stagesBetween } from "./season";
import { writeRows } from "./write-rows";

const STAGE_DAYS_AHEAD = 364;
const SLOT_DAYS_AHEAD = 42;
/** Some of what is over: planning and accounts are not empty on the first day. */
const SLOT_DAYS_BEFORE = 14;
/** Back into the last season, even from the end of a winter. */
const STAGE_DAYS_BEFORE = 200;

/** Before these days the calendar is empty: there is room for more of the past. */
export async function findFirstDates(tx: Tx, today: string): Promise<{ stage: string; slot: string }> {
  const [stage] = await tx.select({ date: min(stages.startDate) }).from(stages);
  const [slot] = await tx.select({ at: min(baptemes.startsAt) }).from(baptemes);
  return {
    stage: earlier(today, stage?.date ?? today),
    slot: earlier(today, slot?.at ? dateIn(TIME_ZONE, slot.at) : today),
  };
}

/**
 * The calendar up to its horizon. It only grows at its end: what staff changed or took out of the days already planned stays so.
 * Returns what is new.
 */
export async function extendCalendar(tx: Tx, today: string): Promise<{ stages: PlannedStage[]; slots: PlannedSlot[] }> {
  const [lastStage] = await tx.select({ date: max(stages.startDate) }).from(stages);
  const [lastSlot] = await tx.select({ at: max(baptemes.startsAt) }).from(baptemes);
  const stagesFrom = later(addDays(today, -STAGE_DAYS_BEFORE), lastStage?.date ? addDays(lastStage.date, 1) : "");
  const slotsFrom = later(
    addDays(today, -SLOT_DAYS_BEFORE),
    lastSlot?.at ? addDays(dateIn(TIME_ZONE, lastSlot.at), 1) : "",
  );
  const planned = {
    stages: stagesBetween(stagesFrom, addDays(today, STAGE_DAYS_AHEAD)),
    slots: slotsBetween(slotsFrom, addDays(today, SLOT_DAYS_AHEAD)),
  };
  await offerStages(tx, planned.stages);
  await offerSlots(tx, planned.slots);
  return planned;
}

export async function offerStages(tx: Tx, planned: PlannedStage[]): Promise<void> {
  await writeRows(
    tx,
    stages,
    planned.map(({ id, type, startDate, endDate, priceCents }) => ({
      id,
      type,
      startDate,
      endDate,
      priceCents,
      depositCents: DEPOSIT_CENTS.stage,
      places: STAGE_PLACES,
      createdAt: new Date(addDays(startDate, -365)),
    })),
  );
  const onDuty = await findInstructors(tx);
  await writeRows(
    tx,
    stageInstructors,
    planned.flatMap(({ id }) => chosen(onDuty, id, 2).map((instructorId) => ({ stageId: id, instructorId }))),
  );
}

export async function offerSlots(tx: Tx, planned: PlannedSlot[]): Promise<void> {
  await writeRows(
    tx,
    baptemes,
    planned.map(({ id, startsAt, durationMinutes, places, date }) => ({
      id,
      startsAt,
      durationMinutes,
      depositCents: DEPOSIT_CENTS.bapteme,
      videoPriceCents: VIDEO_CENTS,
      places,
      createdAt: new Date(addDays(date, -90)),
    })),
  );
  await writeRows(
    tx,
    baptemeCategories,
    planned.flatMap(({ id, categories }) =>
      categories.map((category) => ({ baptemeId: id, category, priceCents: BAPTEME_PRICE_CENTS[category] })),
    ),
  );
  const onDuty = await findInstructors(tx);
  await writeRows(
    tx,
    baptemeInstructors,
    planned.flatMap(({ id, places }) =>
      chosen(onDuty, id, places).map((instructorId) => ({ baptemeId: id, instructorId })),
    ),
  );
}

const findInstructors = async (tx: Tx): Promise<string[]> =>
  (
    await tx
      .select({ id: instructors.id })
      .from(instructors)
      .where(eq(instructors.active, true))
      .orderBy(asc(instructors.id))
  ).map(({ id }) => id);

/** So many of them, beginning at one that changes with the activity. */
function chosen(ids: string[], activityId: string, count: number): string[] {
  const first = ids.length === 0 ? 0 : pick(`on-duty/${activityId}`, ids.length);
  return [...ids.slice(first), ...ids.slice(0, first)].slice(0, count);
}

const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);
