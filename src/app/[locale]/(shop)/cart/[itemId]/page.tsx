import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { cookies } from "next/headers";
import { BackLink } from "@/components/back-link";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { EditItem } from "@/features/cart/components/edit-item";
import { CART_COOKIE } from "@/features/cart/server/session";
import { showCartOf } from "@/features/cart/server/show-cart";
import { ClientMessages } from "@/i18n/client-messages";

type Props = { params: Promise<{ itemId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("cart");
  return { title: t("editTitle"), robots: { index: false } };
}

export default async function EditItemPage({ params }: Props) {
  const [t, { itemId }, kept] = await Promise.all([getTranslations("cart"), params, cookies()]);
  const cart = await showCartOf(kept.get(CART_COOKIE)?.value);
  const gone = (
    <EmptyState heading="h1" title={t("goneTitle")}>
      <ButtonLink href="/cart">{t("backToCart")}</ButtonLink>
    </EmptyState>
  );
  return (
    <div className="shell">
      <BackLink href="/cart">{t("backToCart")}</BackLink>
      <ClientMessages namespaces={["words", "cart", "bapteme", "participant", "fields", "refusals"]}>
        <EditItem itemId={itemId} cart={cart} whenGone={gone} />
      </ClientMessages>
    </div>
  );
}
