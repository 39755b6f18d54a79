import { hasLocale } from "next-intl";
import { getRequestConfig } from "next-intl/server";
import { routing } from "./routing";
import { SCHOOL_TIME_ZONE } from "./format";

export default getRequestConfig(async ({ requestLocale }) => {
  const requested = await requestLocale;
  const locale = hasLocale(routing.locales, requested) ? requested : routing.defaultLocale;
  const { default: messages } = await import(`./messages/${locale}.json`);
  return { locale, messages, timeZone: SCHOOL_TIME_ZONE };
});
