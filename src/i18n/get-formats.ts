import { getLocale, getTimeZone } from "next-intl/server";
import { type Formats, makeFormats } from "./format";

/** For pages, which are async and may not use hooks. */
export async function getFormats(): Promise<Formats> {
  return makeFormats(await getLocale(), await getTimeZone());
}
