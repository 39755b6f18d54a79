import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackLink } from "@/components/back-link";
import { EditItem } from "@/features/cart/components/edit-item";
import { ClientMessages } from "@/i18n/client-messages";

type Props = { params: Promise<{ itemId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("cart");
  return { title: t("editTitle"), robots: { index: false } };
}

export default async function EditItemPage({ params }: Props) {
  const [t, { itemId }] = await Promise.all([getTranslations("cart"), params]);
  return (
    <div className="shell">
      <BackLink href="/cart">{t("backToCart")}</BackLink>
      <ClientMessages namespaces={["site", "words", "cart", "bapteme", "participant", "fields", "refusals"]}>
        <EditItem itemId={itemId} />
      </ClientMessages>
    </div>
  );
}
