import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PageHeading } from "@/components/ui/surfaces";
import { HEIGHT_CM, WEIGHT_KG } from "@/features/cart/limits";
import { findSchool } from "@/features/catalogue/server/find-school";
import { config } from "@/lib/config";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("terms");
  return { title: t("title"), description: t("description") };
}

export default async function TermsPage() {
  const [t, school] = await Promise.all([getTranslations("terms"), findSchool()]);
  const { name, email, phone } = school;
  const address = `${school.addressLine}, ${school.postalCode} ${school.city}`;
  return (
    <div className="shell">
      <PageHeading title={t("title")} />
      <div className="max-w-2xl space-y-8">
        <Clause title={t("sellerTitle")}>
          <p>{t("seller", { name, address, email, phone })}</p>
        </Clause>
        <Clause title={t("priceTitle")}>
          <p>{t("price1")}</p>
          <p>{t("price2")}</p>
        </Clause>
        <Clause title={t("placeTitle")}>
          <p>{t("place1", { minutes: config().HOLD_MINUTES })}</p>
          <p>{t("place2")}</p>
        </Clause>
        <Clause title={t("withdrawalTitle")}>
          <p>{t("withdrawal")}</p>
        </Clause>
        <Clause title={t("giftTitle")}>
          <p>{t("gift")}</p>
        </Clause>
        <Clause title={t("participantTitle")}>
          <p>
            {t("participant", {
              minWeight: WEIGHT_KG.min,
              maxWeight: WEIGHT_KG.max,
              minHeight: HEIGHT_CM.min,
              maxHeight: HEIGHT_CM.max,
            })}
          </p>
        </Clause>
        <Clause title={t("dataTitle")}>
          <p>{t("data", { email })}</p>
        </Clause>
      </div>
    </div>
  );
}

function Clause({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="space-y-2">
      <h2 className="text-xl">{title}</h2>
      {children}
    </section>
  );
}
