import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { cache } from "react";
import { BackLink } from "@/components/back-link";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeading } from "@/components/ui/surfaces";
import { BookBapteme } from "@/features/cart/components/book-bapteme";
import { BaptemeFacts } from "@/features/catalogue/components/bapteme-facts";
import { baptemeCategory } from "@/features/catalogue/schemas";
import { findBapteme } from "@/features/catalogue/server/find-bapteme";
import { findSchool } from "@/features/catalogue/server/find-school";
import { ClientMessages } from "@/i18n/client-messages";
import { getFormats } from "@/i18n/get-formats";

type Props = {
  params: Promise<{ baptemeId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const baptemeOf = cache(findBapteme);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const bapteme = await baptemeOf((await params).baptemeId);
  const [errors, words, formats] = await Promise.all([
    getTranslations("errors"),
    getTranslations("words"),
    getFormats(),
  ]);
  if (!bapteme) return { title: errors("notFoundTitle") };
  return { title: `${words("type.BAPTEME")}, ${formats.dayAndTime(bapteme.startsAt)}` };
}

export default async function BaptemePage({ params, searchParams }: Props) {
  const bapteme = await baptemeOf((await params).baptemeId);
  if (!bapteme) notFound();
  const [t, words, formats, school] = await Promise.all([
    getTranslations("bapteme"),
    getTranslations("words"),
    getFormats(),
    findSchool(),
  ]);
  const asked = baptemeCategory.safeParse((await searchParams)["category"]).data;
  const offered = bapteme.categories.map((offer) => offer.category);
  // Chosen for the visitor only where there is nothing to choose.
  const category = offered.find((one) => one === asked) ?? (offered.length === 1 ? offered[0] : undefined);
  const back = new URLSearchParams({
    ...(asked && { category: asked }),
    month: formats.dayOf(bapteme.startsAt).slice(0, 7),
  });

  return (
    <div className="shell">
      <BackLink href={`/baptemes?${back.toString()}`}>{t("back")}</BackLink>
      <PageHeading title={words("type.BAPTEME")} lead={formats.dayAndTime(bapteme.startsAt)} />
      <div className="grid items-start gap-8 lg:grid-cols-[20rem_1fr]">
        <BaptemeFacts bapteme={bapteme} meetingPoint={school.meetingPoint} />
        {bapteme.placesLeft === 0 ? (
          <div className="card p-6">
            <EmptyState title={t("soldOutTitle")} text={t("soldOutText")}>
              <ButtonLink href="/baptemes">{t("otherSlots")}</ButtonLink>
            </EmptyState>
          </div>
        ) : (
          <ClientMessages namespaces={["words", "bapteme", "added", "participant", "fields", "refusals"]}>
            <BookBapteme bapteme={bapteme} category={category} />
          </ClientMessages>
        )}
      </div>
    </div>
  );
}
