"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { GiftIcon } from "@/components/icons/gift-icon";
import { Button } from "@/components/ui/button";
import { useFormats } from "@/i18n/use-formats";
import type { Order } from "../schemas";

/** The cards this order bought, with the codes that spend them. */
export function BoughtGiftCards({ order }: { order: Order }) {
  const t = useTranslations("order");
  const formats = useFormats();
  if (order.giftCards.length === 0) return null;
  return (
    <section aria-labelledby="bought-gift-cards" className="space-y-3">
      <h2 id="bought-gift-cards" className="text-2xl">
        {t("giftCardsTitle")}
      </h2>
      <ul className="space-y-3">
        {order.giftCards.map((card) => (
          <li key={card.id} className="card flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
            <span className="grid size-11 shrink-0 place-items-center rounded-full bg-wing-soft text-wing">
              <GiftIcon />
            </span>
            <div className="min-w-0 flex-1">
              <p className="figures text-lg font-bold tracking-wide whitespace-nowrap max-sm:text-base">
                <span className="sr-only">{t("code")} </span>
                {card.code}
              </p>
              <p className="text-sm text-muted">
                {card.kind === "AMOUNT"
                  ? t("cardBalance", { amount: formats.price(card.balanceCents) })
                  : t("cardActivity")}{" "}
                · {t("validUntil", { date: formats.lastDateBefore(card.expiresAt) })}
              </p>
            </div>
            <CopyButton code={card.code} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CopyButton({ code }: { code: string }) {
  const t = useTranslations("order");
  const [copied, setCopied] = useState(false);
  async function copy() {
    // Refused by some browsers without https: the code can still be selected by hand.
    await navigator.clipboard?.writeText(code).then(
      () => setCopied(true),
      () => undefined,
    );
  }
  return (
    <Button look="secondary" size="small" className="max-sm:w-full" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? t("copied") : t("copy")}</span>
    </Button>
  );
}
