import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeading } from "@/components/ui/surfaces";
import { FilterLinks } from "@/features/catalogue/components/filter-links";
import { StageList } from "@/features/catalogue/components/stage-list";
import { stageType } from "@/features/catalogue/schemas";
import { listStages } from "@/features/catalogue/server/list-stages";

/** A double stage is found under both of its levels, so it needs no filter of its own. */
const FILTERS = ["INITIATION", "PROGRESSION", "AUTONOMIE"] as const;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("stages");
  return { title: t("title"), description: t("description") };
}

export default async function StagesPage({ searchParams }: Props) {
  const type = stageType.safeParse((await searchParams)["type"]).data;
  const [t, words, stages] = await Promise.all([
    getTranslations("stages"),
    getTranslations("words"),
    listStages({ type }),
  ]);
  const filters = [
    { href: "/stages", words: t("all"), chosen: type === undefined },
    ...FILTERS.map((one) => ({ href: `/stages?type=${one}`, words: words(`stageType.${one}`), chosen: type === one })),
  ];

  return (
    <div className="shell">
      <PageHeading title={t("title")} lead={t("lead")} />
      <div className="space-y-3">
        <FilterLinks label={t("filterLabel")} options={filters} />
        {type !== undefined && <p className="text-muted">{words(`stageAbout.${type}`)}</p>}
        {stages.length > 0 ? (
          <StageList stages={stages} />
        ) : (
          <EmptyState title={t("empty")} text={t("emptyText")}>
            <ButtonLink href="/stages" look="secondary">
              {t("showAll")}
            </ButtonLink>
          </EmptyState>
        )}
      </div>
    </div>
  );
}
