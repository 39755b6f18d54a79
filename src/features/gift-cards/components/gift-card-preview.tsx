"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { GiftCardOffer } from "@/features/catalogue/gift-card-offer";
import { useActivityNames } from "@/i18n/use-activity-names";
import { type GiftCardValues, toGiftCardItem } from "../gift-card-values";

type Props = { values: GiftCardValues; offers: GiftCardOffer[]; picture: ReactNode };

/** The card as its recipient may picture it. A decoration: everything on it stands in the form. */
export function GiftCardPreview({ values, offers, picture }: Props) {
  const t = useTranslations("giftCards");
  const names = useActivityNames();
  const item = toGiftCardItem(values, offers);
  const known = item !== undefined && !(item.giftCard.kind === "AMOUNT" && Number.isNaN(item.giftCard.amountCents));

  return (
    <figure aria-hidden="true" className="top-6 max-lg:order-first lg:sticky">
      <div className="relative flex aspect-[8/5] flex-col justify-end overflow-hidden rounded-2xl bg-sky p-5 shadow-lg shadow-ink/10">
        {picture}
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
