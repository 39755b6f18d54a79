import { useLocale, useTimeZone } from "next-intl";
import { type Formats, makeFormats } from "./format";

/** For components, on the server and in the browser alike. */
export function useFormats(): Formats {
  const timeZone = useTimeZone();
  if (timeZone === undefined) throw new Error("the time zone is not set (i18n/request.ts)");
  return makeFormats(useLocale(), timeZone);
}
