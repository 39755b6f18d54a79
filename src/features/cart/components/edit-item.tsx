"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PageHeading } from "@/components/ui/surfaces";
import { useCartSince } from "@/features/cart/hooks/use-cart";
import { useItemTitle } from "@/features/cart/hooks/use-item-title";
import type { Cart } from "@/features/cart/schemas";
import { ItemFacts } from "./item-facts";
import { EditItemForm } from "./edit-item-form";

type Props = { itemId: string; cart: Cart; whenGone: ReactNode };

/** An item of the cart, to be corrected. */
export function EditItem({ itemId, cart: drawn, whenGone }: Props) {
  const t = useTranslations("cart");
  const titleOf = useItemTitle();
  const item = useCartSince(drawn).items.find((one) => one.id === itemId);
  if (item?.participant === undefined) return whenGone;
  return (
    <>
      <PageHeading title={t("editTitle")} lead={titleOf(item)}>
        <ItemFacts item={{ ...item, participant: undefined }} />
      </PageHeading>
      <EditItemForm item={item} participant={item.participant} />
    </>
  );
}
