import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { SiteFooter } from "@/components/site-footer";
import { SiteHeader } from "@/components/site-header";
import { findSchool } from "@/features/catalogue/server/find-school";

export default async function ShopLayout({ children }: { children: ReactNode }) {
  const [t, school] = await Promise.all([getTranslations("site"), findSchool()]);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-full focus:bg-ink focus:px-5 focus:py-3 focus:text-paper"
      >
        {t("skip")}
      </a>
      <SiteHeader schoolName={school.name} />
      <noscript>
        <p className="shell bg-warn-soft py-3">{t("noScript")}</p>
      </noscript>
      <main id="content" tabIndex={-1} className="flex-1">
        {children}
      </main>
      <SiteFooter school={school} />
    </div>
  );
}
