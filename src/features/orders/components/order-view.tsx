"use client";

import { useTranslations } from "next-intl";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeading, Skeleton } from "@/components/ui/surfaces";
import { useFormats } from "@/i18n/use-formats";
import { useOrder } from "../hooks/use-order";
import type { Order } from "../schemas";
import { BookingList } from "./booking-list";
import { BoughtGiftCards } from "./bought-gift-cards";
import { OrderAmounts } from "./order-amounts";
import { OrderStatusPanel } from "./order-status-panel";

/** An order by its link, in each of its states. */
export function OrderView({ orderId, token }: { orderId: string; token: string | undefined }) {
  const t = useTranslations();
  const { data: order, error, reload } = useOrder(orderId, token);

  if (order !== undefined) return <KnownOrder order={order} />;
  if (error?.code === "not_found") {
    return (
      <EmptyState heading="h1" title={t("order.notFoundTitle")} text={t("order.notFoundText")}>
        <ButtonLink href="/" look="secondary">
          {t("site.home")}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeading title={t("order.title")} />
      {error === undefined ? (
        <Skeleton words={t("site.loading")} blocks={["h-28", "h-40", "h-40"]} />
      ) : (
        <Notice tone="bad" role="alert" title={t("order.error")}>
          <Button look="secondary" size="small" onClick={() => void reload()}>
            {t("cart.retry")}
          </Button>
        </Notice>
      )}
    </>
  );
}

function KnownOrder({ order }: { order: Order }) {
  const t = useTranslations("order");
  const formats = useFormats();
  return (
    <>
      <PageHeading
        title={t("number", { number: order.number })}
        lead={t("placedOn", { date: formats.dayAndTime(order.createdAt) })}
      />
      <div className="grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
        <div className="space-y-8">
          <OrderStatusPanel order={order} />
          <BookingList order={order} />
          <BoughtGiftCards order={order} />
        </div>
        <OrderAmounts order={order} />
      </div>
    </>
  );
}
