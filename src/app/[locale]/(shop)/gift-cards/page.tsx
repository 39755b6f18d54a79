import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHeading } from "@/components/ui/surfaces";
import { listGiftCardOffers } from "@/features/catalogue/server/list-gift-card-offers";
import { GiftCardForm } from "@/features/gift-cards/components/gift-card-form";
import { GiftCardPicture } from "@/features/gift-cards/components/gift-card-picture";
import { ClientMessages } from "@/i18n/client-messages";
import { getFormats } from "@/i18n/get-formats";
import { now } from "@/lib/clock";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("giftCards");
  return { title: t("title"), description: t("description") };
}

export default async function GiftCardsPage() {
  const [t, formats, offers] = await Promise.all([getTranslations("giftCards"), getFormats(), listGiftCardOffers()]);
  const today = formats.dayOf(now());

  return (
    <div className="shell">
      <PageHeading title={t("title")} lead={t("lead")} />
      <ClientMessages namespaces={["words", "giftCards", "added", "participant", "fields", "refusals"]}>
        <GiftCardForm offers={offers} today={today} lastDay={aYearAfter(today)} picture={<GiftCardPicture />} />
      </ClientMessages>
    </div>
  );
}

/** 29 February is followed by 1 March here; the API has the last word. */
function aYearAfter(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCFullYear(day.getUTCFullYear() + 1);
  return day.toISOString().slice(0, 10);
}
