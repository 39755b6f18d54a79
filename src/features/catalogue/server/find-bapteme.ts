import { db } from "@/db/client";
import { now } from "@/lib/clock";
import { isUuid } from "@/lib/validate";
import type { Bapteme } from "../schemas";
import { findBaptemes } from "./queries";

/** One slot that is still to come, sold out or not. */
export async function findBapteme(baptemeId: string): Promise<Bapteme | undefined> {
  if (!isUuid(baptemeId)) return undefined;
  const at = now();
  const [bapteme] = await findBaptemes(db(), { id: baptemeId, from: at }, at);
  return bapteme;
}
