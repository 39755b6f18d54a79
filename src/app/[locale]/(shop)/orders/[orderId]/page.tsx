import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OrderView } from "@/features/orders/components/order-view";
import { ClientMessages } from "@/i18n/client-messages";

type Props = {
  params: Promise<{ orderId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("order");
  // The address holds the order's secret: no index, and no other site learns it.
  return { title: t("title"), robots: { index: false, follow: false }, referrer: "same-origin" };
}

export default async function OrderPage({ params, searchParams }: Props) {
  const [{ orderId }, { token }] = await Promise.all([params, searchParams]);
  return (
    <div className="shell">
      <ClientMessages namespaces={["site", "words", "cart", "order"]}>
        <OrderView orderId={orderId} token={typeof token === "string" ? token : undefined} />
      </ClientMessages>
    </div>
  );
}
