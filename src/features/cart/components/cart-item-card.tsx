"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { GiftIcon } from "@/components/icons/gift-icon";
import { MountainIcon } from "@/components/icons/mountain-icon";
import { PencilIcon } from "@/components/icons/pencil-icon";
import { TrashIcon } from "@/components/icons/trash-icon";
import { WingIcon } from "@/components/icons/wing-icon";
import { Button, ButtonLink } from "@/components/ui/button";
import { useItemTitle } from "@/features/cart/hooks/use-item-title";
import type { CartItem } from "@/features/cart/schemas";
import { useFormats } from "@/i18n/use-formats";
import { ExpiredHold } from "./expired-hold";
import { HoldCountdown } from "./hold-countdown";
import { ItemFacts } from "./item-facts";

type Props = { item: CartItem; onRemove: () => void; onHoldOver: () => void; onHeldAgain: () => void };

/** One item of the cart: what, when, for whom, how much, and whether its place is still kept. */
export function CartItemCard({ item, onRemove, onHoldOver, onHeldAgain }: Props) {
  const t = useTranslations();
  const formats = useFormats();
  const title = useItemTitle()(item);

  return (
    <li className="card p-4 sm:p-5">
      <div className="flex gap-4">
        <span className="grid size-11 shrink-0 place-items-center rounded-full bg-sky text-sky-ink">
          {iconOf[item.type]}
        </span>
        <div className="min-w-0 flex-1 space-y-1">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <h2 className="text-lg leading-snug">{title}</h2>
            <p className="figures ml-auto text-lg font-bold">{formats.price(item.priceCents)}</p>
          </div>
          <ItemFacts item={item} />
          <p className="text-sm text-muted">
            {t("cart.dueNow", { amount: formats.price(item.dueNowCents) })}
            {item.balanceCents > 0 && <> · {t("cart.dueLater", { amount: formats.price(item.balanceCents) })}</>}
          </p>
          {!item.expired && item.holdExpiresAt && (
            <HoldCountdown title={title} expiresAt={item.holdExpiresAt} onOver={onHoldOver} />
          )}
        </div>
      </div>
      {item.expired && <ExpiredHold item={item} title={title} onHeld={onHeldAgain} />}
      <div className="mt-3 -mb-2 flex flex-wrap justify-end gap-1">
        {item.type !== "GIFT_CARD" && (
          <ButtonLink href={`/cart/${item.id}`} look="quiet" size="small" aria-label={t("cart.editNamed", { title })}>
            <PencilIcon className="size-4" />
            {t("cart.edit")}
          </ButtonLink>
        )}
        <Button look="quiet" size="small" onClick={onRemove} aria-label={t("cart.removeNamed", { title })}>
          <TrashIcon className="size-4" />
          {t("cart.remove")}
        </Button>
      </div>
    </li>
  );
}

const iconOf = { STAGE: <MountainIcon />, BAPTEME: <WingIcon />, GIFT_CARD: <GiftIcon /> } satisfies Record<
  CartItem["type"],
  ReactNode
>;
