"use client";

import { useTranslations } from "next-intl";
import type { CartItem } from "@/features/cart/schemas";
import { useFormats } from "@/i18n/use-formats";

/** When and for whom. The server and a browser may write a date in slightly different words; what is drawn first stays. */
export function ItemFacts({ item: { stage, bapteme, giftCard, participant } }: { item: CartItem }) {
  const t = useTranslations("cart");
  const formats = useFormats();
  return (
    <>
      {stage && <p suppressHydrationWarning>{formats.dates(stage.startDate, stage.endDate)}</p>}
      {bapteme && <p suppressHydrationWarning>{formats.dayAndTimeTitle(bapteme.startsAt)}</p>}
      {participant && <p>{t("forPerson", { name: `${participant.firstName} ${participant.lastName}` })}</p>}
      {giftCard && (
        <>
          <p>{t("forPerson", { name: giftCard.recipient.name })}</p>
          <p className="text-sm text-muted" suppressHydrationWarning>
            {giftCard.deliverAt ? t("deliverOn", { date: formats.dateOf(giftCard.deliverAt) }) : t("deliverNow")}
          </p>
        </>
      )}
    </>
  );
}
