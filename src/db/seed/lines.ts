import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import type { Customer } from "@/db/schema/snapshots";
import { pickFrom } from "./chance";
import { participantNamed } from "./people";
import type { PlannedLine } from "./planned-order";
import type { PlannedSlot, PlannedStage } from "./season";

/** A place on a stage for the nth person of this customer's group. */
export function stageLine(name: string, customer: Customer, nth: number, stage: PlannedStage): PlannedLine {
  const stageType =
    stage.type === "DOUBLE"
      ? pickFrom<StageType>(`${name}/${nth}/stage-type`, ["INITIATION", "PROGRESSION"])
      : stage.type;
  return {
    type: "STAGE",
    stage,
    stageType,
    participant: participantNamed(name, customer, nth, { year: yearOf(stage.startDate), child: false }),
  };
}

/** A tandem flight; of a category that its slot offers. */
export function flightLine(
  name: string,
  customer: Customer,
  nth: number,
  slot: PlannedSlot,
  wanted: { category?: BaptemeCategory; video: boolean },
): PlannedLine {
  const category =
    wanted.category && slot.categories.includes(wanted.category)
      ? wanted.category
      : pickFrom(`${name}/${nth}/category`, slot.categories);
  return {
    type: "BAPTEME",
    slot,
    category,
    video: wanted.video,
    participant: participantNamed(name, customer, nth, { year: yearOf(slot.date), child: category === "ENFANT" }),
  };
}

const yearOf = (date: string): number => Number(date.slice(0, 4));
