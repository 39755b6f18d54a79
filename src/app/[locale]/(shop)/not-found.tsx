import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default async function ShopNotFound() {
  const t = await getTranslations("errors");
  return (
    <div className="shell py-8">
      <EmptyState heading="h1" title={t("notFoundTitle")} text={t("notFoundText")}>
        <ButtonLink href="/">{t("notFoundBack")}</ButtonLink>
      </EmptyState>
    </div>
  );
}
