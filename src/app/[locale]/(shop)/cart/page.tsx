import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CartView } from "@/features/cart/components/cart-view";
import { ClientMessages } from "@/i18n/client-messages";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("cart");
  return { title: t("title"), robots: { index: false } };
}

export default function CartPage() {
  return (
    <ClientMessages namespaces={["site", "words", "cart", "refusals"]}>
      <CartView />
    </ClientMessages>
  );
}
