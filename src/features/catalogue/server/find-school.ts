import { db } from "@/db/client";
import { MINUTE_MS, now } from "@/lib/clock";
import { log } from "@/lib/log";
import { findSchoolRow } from "./page-queries";

export type School = NonNullable<Awaited<ReturnType<typeof findSchoolRow>>>;

/** Before the school has been entered. */
const NAMELESS: School = {
  name: "Envol",
  email: "",
  phone: "",
  addressLine: "",
  postalCode: "",
  city: "",
  country: "FR",
  timeZone: "Europe/Paris",
  meetingPoint: "",
  legalNotice: "",
};

let known: { school: School; readAt: number } | undefined;

/**
 * Who sells: the name at the head of every page and the time zone of every date. Read again after a minute; while the
 * database is away the last answer stands, so that a page can still say in its frame that something is wrong.
 */
export async function findSchool(): Promise<School> {
  if (known !== undefined && now().getTime() - known.readAt < MINUTE_MS) return known.school;
  try {
    known = { school: (await findSchoolRow(db())) ?? NAMELESS, readAt: now().getTime() };
  } catch (error) {
    log.warn({ error }, "the school could not be read");
  }
  return known?.school ?? NAMELESS;
}
