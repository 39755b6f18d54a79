"use client";

import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState, PageHeading, Skeleton } from "@/components/ui/surfaces";
import { useCart } from "@/features/cart/hooks/use-cart";
import { useItemTitle } from "@/features/cart/hooks/use-item-title";
import { ItemFacts } from "./cart-item-card";
import { EditItemForm } from "./edit-item-form";

/** An item of the cart, to be corrected. */
export function EditItem({ itemId }: { itemId: string }) {
  const t = useTranslations();
  const titleOf = useItemTitle();
  const { data: cart, error, reload } = useCart();
  const item = cart?.items.find((one) => one.id === itemId);

  if (cart === undefined) {
    return (
      <>
        <PageHeading title={t("cart.editTitle")} />
        {error === undefined ? (
          <Skeleton words={t("site.loading")} blocks={["h-24", "h-80"]} />
        ) : (
          <Notice tone="bad" role="alert" title={t("cart.error")}>
            <Button look="secondary" size="small" onClick={() => void reload()}>
              {t("cart.retry")}
            </Button>
          </Notice>
        )}
      </>
    );
  }
  if (item?.participant === undefined) {
    return (
      <EmptyState heading="h1" title={t("cart.goneTitle")}>
        <ButtonLink href="/cart">{t("cart.backToCart")}</ButtonLink>
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeading title={t("cart.editTitle")} lead={titleOf(item)}>
        <ItemFacts item={{ ...item, participant: undefined }} />
      </PageHeading>
      <EditItemForm item={item} participant={item.participant} />
    </>
  );
}
