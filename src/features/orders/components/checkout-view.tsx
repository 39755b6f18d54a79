"use client";

import { useTranslations } from "next-intl";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { EmptyState, PageHeading, Skeleton } from "@/components/ui/surfaces";
import { useCart } from "@/features/cart/hooks/use-cart";
import { Checkout } from "./checkout";

/** The checkout in each of its states: on its way, unreadable, nothing to order, at work. */
export function CheckoutView({ scriptUrl }: { scriptUrl: string | undefined }) {
  const t = useTranslations();
  const { data: cart, error, reload } = useCart();

  if (cart === undefined) {
    return (
      <div className="shell">
        <PageHeading title={t("checkout.title")} />
        {error === undefined ? (
          <Skeleton words={t("site.loading")} blocks={["h-96", "h-40"]} />
        ) : (
          <Notice tone="bad" role="alert" title={t("cart.error")}>
            <Button look="secondary" size="small" onClick={() => void reload()}>
              {t("cart.retry")}
            </Button>
          </Notice>
        )}
      </div>
    );
  }
  return <Checkout cart={cart} scriptUrl={scriptUrl} whenEmpty={<NothingToOrder />} />;
}

function NothingToOrder() {
  const t = useTranslations();
  return (
    <EmptyState heading="h1" title={t("checkout.emptyTitle")} text={t("cart.emptyText")}>
      <ButtonLink href="/stages">{t("refusals.cart_empty_way")}</ButtonLink>
    </EmptyState>
  );
}
