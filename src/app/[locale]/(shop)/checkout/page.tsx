import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cookies } from "next/headers";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { CART_COOKIE } from "@/features/cart/server/session";
import { showCartOf } from "@/features/cart/server/show-cart";
import { Checkout } from "@/features/orders/components/checkout";
import { ClientMessages } from "@/i18n/client-messages";
import { config } from "@/lib/config";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checkout");
  return { title: t("title"), robots: { index: false } };
}

export default async function CheckoutPage() {
  const cart = await showCartOf((await cookies()).get(CART_COOKIE)?.value);
  return (
    <ClientMessages namespaces={["words", "cart", "checkout", "fields", "refusals"]}>
      <div className="shell">
        <Checkout cart={cart} scriptUrl={config().STRIPE_JS_URL} whenEmpty={<NothingToOrder />} />
      </div>
    </ClientMessages>
  );
}

async function NothingToOrder() {
  const t = await getTranslations();
  return (
    <EmptyState heading="h1" title={t("checkout.emptyTitle")} text={t("cart.emptyText")}>
      <ButtonLink href="/stages">{t("refusals.cart_empty_way")}</ButtonLink>
    </EmptyState>
  );
}
