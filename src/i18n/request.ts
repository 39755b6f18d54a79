import { hasLocale } from "next-intl";
import { getRequestConfig } from "next-intl/server";
import { findSchool } from "@/features/catalogue/server/find-school";
import { routing } from "./routing";

export default getRequestConfig(async ({ requestLocale }) => {
  const requested = await requestLocale;
  const locale = hasLocale(routing.locales, requested) ? requested : routing.defaultLocale;
  const [{ default: messages }, school] = await Promise.all([import(`./messages/${locale}.json`), findSchool()]);
  return { locale, messages, timeZone: school.timeZone };
});
