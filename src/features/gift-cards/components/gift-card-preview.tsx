"use client";

import { useTranslations } from "next-intl";
import { Paraglider } from "@/components/illustrations/paraglider";
import type { GiftCardOffer } from "@/features/catalogue/gift-card-offer";
import { useActivityNames } from "@/i18n/use-activity-names";
import { type GiftCardValues, toGiftCardItem } from "../gift-card-values";

/** The card as its recipient may picture it. A decoration: everything on it stands in the form. */
export function GiftCardPreview({ values, offers }: { values: GiftCardValues; offers: GiftCardOffer[] }) {
  const t = useTranslations("giftCards");
  const names = useActivityNames();
  const item = toGiftCardItem(values, offers);
  const known = item !== undefined && !(item.giftCard.kind === "AMOUNT" && Number.isNaN(item.giftCard.amountCents));

  return (
    <figure aria-hidden="true" className="top-6 max-lg:order-first lg:sticky">
      <div className="relative flex aspect-[8/5] flex-col justify-end overflow-hidden rounded-2xl bg-sky p-5 shadow-lg shadow-ink/10">
        <svg viewBox="0 0 320 200" preserveAspectRatio="xMidYMax slice" className="absolute inset-0 size-full">
          <circle className="sun" cx="246" cy="62" r="20" />
          <path className="ridge-far" d="M0 128 44 92l28 20 46-50 34 32 26-18 44 44 30-22 68 46v72H0Z" />
          <path className="snow" d="M118 62 94 88l15-4 9 9 10-11 13 6 11 6Z" />
          <path className="ridge-front" d="M0 138c50-20 96-18 146-8s112 12 174-12v82H0Z" />
        </svg>
        <Paraglider className="absolute top-4 left-6 w-24" />
        <div className="relative text-white">
          <p className="font-display text-xl leading-tight font-bold text-balance">
            {known ? names.giftCard(item.giftCard) : t("title")}
          </p>
          <p className="line-clamp-1 opacity-90">
            {values.name.trim() === "" ? t("previewNobody") : t("previewFor", { name: values.name })}
          </p>
        </div>
      </div>
      {values.message.trim() !== "" && (
        <blockquote className="mt-3 line-clamp-4 px-2 text-muted italic">{values.message}</blockquote>
      )}
    </figure>
  );
}
