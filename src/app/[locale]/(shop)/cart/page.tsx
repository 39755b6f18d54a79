import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cookies } from "next/headers";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { CartView } from "@/features/cart/components/cart-view";
import { CART_COOKIE } from "@/features/cart/server/session";
import { showCartOf } from "@/features/cart/server/show-cart";
import { ClientMessages } from "@/i18n/client-messages";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("cart");
  return { title: t("title"), robots: { index: false } };
}

export default async function CartPage() {
  const cart = await showCartOf((await cookies()).get(CART_COOKIE)?.value);
  return (
    <ClientMessages namespaces={["words", "cart", "refusals"]}>
      <div className="shell">
        <CartView cart={cart} whenEmpty={<EmptyCart />} />
      </div>
    </ClientMessages>
  );
}

async function EmptyCart() {
  const [t, site] = await Promise.all([getTranslations("cart"), getTranslations("site")]);
  return (
    <EmptyState heading="h1" title={t("empty")} text={t("emptyText")}>
      <ButtonLink href="/stages">{site("stages")}</ButtonLink>
      <ButtonLink href="/baptemes" look="secondary">
        {site("baptemes")}
      </ButtonLink>
      <ButtonLink href="/gift-cards" look="secondary">
        {site("giftCards")}
      </ButtonLink>
    </EmptyState>
  );
}
