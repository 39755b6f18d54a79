import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CheckoutView } from "@/features/orders/components/checkout-view";
import { ClientMessages } from "@/i18n/client-messages";
import { config } from "@/lib/config";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checkout");
  return { title: t("title"), robots: { index: false } };
}

export default function CheckoutPage() {
  return (
    <ClientMessages namespaces={["site", "words", "cart", "checkout", "fields", "refusals"]}>
      <CheckoutView scriptUrl={config().STRIPE_JS_URL} />
    </ClientMessages>
  );
}
