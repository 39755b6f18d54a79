import { now } from "@/lib/clock";
import { isUuid } from "@/lib/validate";
import type { Bapteme } from "../schemas";
import { findOneBapteme } from "./queries";

/** One slot that is still to come, sold out or not. */
export async function findBapteme(baptemeId: string): Promise<Bapteme | undefined> {
  if (!isUuid(baptemeId)) return undefined;
  const [bapteme] = JSON.parse(await findOneBapteme(baptemeId, now())) as Bapteme[]; // as the query has written it
  return bapteme;
}
