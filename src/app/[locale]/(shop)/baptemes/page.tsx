import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeading } from "@/components/ui/surfaces";
import { BAPTEME_CATEGORIES, type BaptemeCategory } from "@/db/schema/catalogue-words";
import { BaptemeDays } from "@/features/catalogue/components/bapteme-days";
import { FilterLinks } from "@/features/catalogue/components/filter-links";
import { MonthLinks } from "@/features/catalogue/components/month-links";
import { baptemeCategory } from "@/features/catalogue/schemas";
import { listBaptemeMonths } from "@/features/catalogue/server/list-bapteme-months";
import { listBaptemes } from "@/features/catalogue/server/list-baptemes";
import { getFormats } from "@/i18n/get-formats";
import { now } from "@/lib/clock";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const monthInAddress = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("baptemes");
  return { title: t("title"), description: t("description") };
}

export default async function BaptemesPage({ searchParams }: Props) {
  const query = await searchParams;
  const category = baptemeCategory.safeParse(query["category"]).data;
  const [t, words, formats, months] = await Promise.all([
    getTranslations("baptemes"),
    getTranslations("words"),
    getFormats(),
    listBaptemeMonths(category),
  ]);

  const today = formats.dayOf(now());
  const asked = monthInAddress.safeParse(query["month"]).data;
  // A month that is over shows nothing: whoever kept its address is taken to the first one that is not.
  const month = asked !== undefined && asked >= today.slice(0, 7) ? asked : (months[0] ?? today.slice(0, 7));
  const from = month === today.slice(0, 7) ? today : `${month}-01`;
  const ofMonth = await listBaptemes({ from, to: lastDayOf(month), category });
  const baptemes = ofMonth.filter((bapteme) => new Date(bapteme.startsAt) > now());

  return (
    <div className="shell">
      <PageHeading title={t("title")} lead={t("lead")} />
      <div className="space-y-3">
        <FilterLinks
          label={t("filterLabel")}
          options={[
            { href: hrefOf(undefined, asked), words: t("all"), chosen: category === undefined },
            ...BAPTEME_CATEGORIES.map((one) => ({
              href: hrefOf(one, asked),
              words: words(`category.${one}`),
              chosen: category === one,
            })),
          ]}
        />
        {category !== undefined && <p className="text-muted">{words(`categoryAbout.${category}`)}</p>}
      </div>
      <div className="mt-8 space-y-4">
        <MonthLinks months={months} month={month} hrefOf={(other) => hrefOf(category, other)} />
        {baptemes.length > 0 ? (
          <BaptemeDays baptemes={baptemes} category={category} />
        ) : (
          <EmptyState title={t("empty", { month: formats.month(month) })} text={t("emptyText")}>
            <ButtonLink href="/baptemes" look="secondary">
              {t("all")}
            </ButtonLink>
          </EmptyState>
        )}
      </div>
    </div>
  );
}

function hrefOf(category: BaptemeCategory | undefined, month: string | undefined): string {
  const query = new URLSearchParams({ ...(category && { category }), ...(month && { month }) }).toString();
  return query === "" ? "/baptemes" : `/baptemes?${query}`;
}

function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}
