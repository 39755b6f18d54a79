import { now } from "@/lib/clock";
import { isUuid } from "@/lib/validate";
import type { Stage } from "../schemas";
import { findOneStage } from "./queries";

/** One stage that can still be looked at: from today on, sold out or not. */
export async function findStage(stageId: string): Promise<Stage | undefined> {
  if (!isUuid(stageId)) return undefined;
  const [stage] = JSON.parse(await findOneStage(stageId, now())) as Stage[]; // as the query has written it
  return stage;
}
