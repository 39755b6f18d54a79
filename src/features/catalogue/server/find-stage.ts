import { db } from "@/db/client";
import { now } from "@/lib/clock";
import { dateIn } from "@/lib/time-zone";
import { isUuid } from "@/lib/validate";
import type { Stage } from "../schemas";
import { findStages } from "./queries";
import { findSchoolTimeZone } from "./school-time-zone";

/** One stage that can still be looked at: from today on, sold out or not. */
export async function findStage(stageId: string): Promise<Stage | undefined> {
  if (!isUuid(stageId)) return undefined;
  const at = now();
  const today = dateIn(await findSchoolTimeZone(null), at);
  const [stage] = await findStages(db(), { id: stageId, from: today }, today, at);
  return stage;
}
