"use client";

import { useTranslations } from "next-intl";
import { AmountRow } from "@/components/ui/surfaces";
import type { Cart } from "@/features/cart/schemas";
import { useFormats } from "@/i18n/use-formats";

/** What the cart costs, what gift cards pay of it, what is due now and what at the school. */
export function CartTotals({ totals }: { totals: Cart["totals"] }) {
  const t = useTranslations("cart");
  const formats = useFormats();
  return (
    <dl className="space-y-2">
      <AmountRow label={t("subtotal")} amount={formats.money(totals.subtotalCents)} />
      {totals.giftCardCents > 0 && (
        <AmountRow label={t("giftCards")} amount={`−${formats.money(totals.giftCardCents)}`} />
      )}
      <AmountRow
        label={t("now")}
        amount={formats.money(totals.dueNowCents)}
        strong
        className="border-t border-line pt-2"
      />
      {totals.balanceCents > 0 && <AmountRow label={t("later")} amount={formats.money(totals.balanceCents)} />}
    </dl>
  );
}
