import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { cache } from "react";
import { BackLink } from "@/components/back-link";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeading } from "@/components/ui/surfaces";
import { BookStage } from "@/features/cart/components/book-stage";
import { StageFacts } from "@/features/catalogue/components/stage-facts";
import { findStage } from "@/features/catalogue/server/find-stage";
import { ClientMessages } from "@/i18n/client-messages";
import { getFormats } from "@/i18n/get-formats";

type Props = { params: Promise<{ stageId: string }> };

const stageOf = cache(findStage);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const stage = await stageOf((await params).stageId);
  const [errors, words, formats] = await Promise.all([
    getTranslations("errors"),
    getTranslations("words"),
    getFormats(),
  ]);
  if (!stage) return { title: errors("notFoundTitle") };
  return {
    title: `${words(`stageTitle.${stage.type}`)}, ${formats.dates(stage.startDate, stage.endDate)}`,
    description: words(`stageAbout.${stage.type}`),
  };
}

export default async function StagePage({ params }: Props) {
  const stage = await stageOf((await params).stageId);
  if (!stage) notFound();
  const [t, words, formats] = await Promise.all([getTranslations("stage"), getTranslations("words"), getFormats()]);

  return (
    <div className="shell">
      <BackLink href="/stages">{t("back")}</BackLink>
      <PageHeading title={words(`stageTitle.${stage.type}`)} lead={formats.dates(stage.startDate, stage.endDate)} />
      <div className="grid items-start gap-8 lg:grid-cols-[20rem_1fr]">
        <StageFacts stage={stage} />
        {stage.placesLeft === 0 ? (
          <div className="card p-6">
            <EmptyState title={t("soldOutTitle")} text={t("soldOutText")}>
              <ButtonLink href="/stages">{t("otherDates")}</ButtonLink>
            </EmptyState>
          </div>
        ) : (
          <ClientMessages namespaces={["words", "stage", "added", "participant", "fields", "refusals"]}>
            <BookStage stageId={stage.id} double={stage.type === "DOUBLE"} />
          </ClientMessages>
        )}
      </div>
    </div>
  );
}
