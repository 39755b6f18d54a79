"use client";

import { useLocale, useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { usePathname } from "@/i18n/navigation";
import { pathIn } from "@/i18n/paths";

/** The same page in the other language: a plain link, and the query stays, because an order's secret is in it. */
export function LanguageSwitch() {
  const t = useTranslations("site");
  const locale = useLocale();
  const pathname = usePathname();
  const query = useSearchParams().toString();
  const other = locale === "fr" ? "en" : "fr";
  const path = pathIn(other, pathname);
  return (
    <a
      href={query === "" ? path : `${path}?${query}`}
      lang={other}
      hrefLang={other}
      title={t("otherLanguageHint")}
      className="inline-flex min-h-11 items-center rounded-full px-2 text-sm font-medium text-muted underline-offset-4 hover:text-ink hover:underline"
    >
      <span className="max-sm:hidden">{t("otherLanguage")}</span>
      <span className="uppercase sm:hidden" aria-hidden="true">
        {other}
      </span>
      <span className="sr-only sm:hidden">{t("otherLanguage")}</span>
    </a>
  );
}
