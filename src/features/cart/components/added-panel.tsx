"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { CheckIcon } from "@/components/icons/check-icon";
import { Button, ButtonLink } from "@/components/ui/button";
import type { CartItem } from "@/features/cart/schemas";
import { useFormats } from "@/i18n/use-formats";

/** In place of the form that was sent: what happened, and the two ways on. */
export function AddedPanel({ item, onAgain }: { item: CartItem; onAgain: () => void }) {
  const t = useTranslations("added");
  const formats = useFormats();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  return (
    <div className="card space-y-4 p-6">
      <h2 ref={heading} tabIndex={-1} className="flex items-center gap-3 text-2xl">
        <span className="grid size-10 place-items-center rounded-full bg-good-soft text-good">
          <CheckIcon />
        </span>
        {t("title")}
      </h2>
      <p role="status">
        {item.type === "GIFT_CARD"
          ? t("giftCard", { name: item.giftCard?.recipient.name ?? "" })
          : item.holdExpiresAt &&
            t("heldUntil", { name: item.participant?.firstName ?? "", time: formats.time(item.holdExpiresAt) })}
      </p>
      <div className="flex flex-wrap gap-3">
        <ButtonLink href="/cart">{t("toCart")}</ButtonLink>
        <Button look="secondary" onClick={onAgain}>
          {item.type === "GIFT_CARD" ? t("anotherCard") : t("another")}
        </Button>
      </div>
    </div>
  );
}
