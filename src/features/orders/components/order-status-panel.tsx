"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { Spinner } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { type Situation, situationOf } from "../order-situation";
import type { Order } from "../schemas";

/** Where the order stands, in words, and what the visitor can do about it. Changes by itself and is read out when it does. */
export function OrderStatusPanel({ order }: { order: Order }) {
  const situation = situationOf(order);
  return (
    <div role="status" aria-live="polite">
      <Panel order={order} situation={situation} />
    </div>
  );
}

function Panel({ order, situation }: { order: Order; situation: Situation }): ReactNode {
  const t = useTranslations("order");
  switch (situation) {
    case "pending":
      return <Waiting />;
    case "processing":
      return (
        <Notice heading="h2" title={t("processingTitle")}>
          {t("processingText")}
        </Notice>
      );
    case "paid":
      return (
        <Notice
          tone="good"
          heading="h2"
          title={order.lines.every((line) => line.type === "GIFT_CARD") ? t("paidGiftTitle") : t("paidTitle")}
        >
          <p>{t("paidText")}</p>
        </Notice>
      );
    case "line-lost":
      return (
        <Notice tone="warn" heading="h2" title={t("partialTitle")}>
          <p>{t("partialText")}</p>
          <p>{t("lostText")}</p>
        </Notice>
      );
    case "partly-refunded":
      return (
        <Notice heading="h2" title={t("partialRefundTitle")}>
          {t("partialRefundText")}
        </Notice>
      );
    case "refunded":
      return (
        <Notice heading="h2" title={t("refundedTitle")}>
          {order.lines.some((line) => line.outcome === "LOST") && <p>{t("partialText")}</p>}
          <p>{t("refundedText")}</p>
        </Notice>
      );
    case "payment-failed":
      return <Failed />;
    case "cancelled":
      return <Cancelled order={order} />;
    default:
      return situation satisfies never;
  }
}

/** A payment that was made shows within seconds. Longer: perhaps it was never finished, and there is a way back to it. */
const RESUME_AFTER_MS = 8_000;

function Waiting() {
  const t = useTranslations("order");
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), RESUME_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Notice
      heading="h2"
      title={
        <span className="inline-flex items-center gap-3">
          {t("pendingTitle")} <Spinner />
        </span>
      }
    >
      <p>{t("pendingText")}</p>
      {long && (
        <>
          <p>{t("pendingResume")}</p>
          <ButtonLink href="/checkout" look="secondary" size="small">
            {t("resume")}
          </ButtonLink>
        </>
      )}
    </Notice>
  );
}

/** The bank's own words are English and for programmers: here they are said in general, in the e-mail by their cause. */
function Failed() {
  const t = useTranslations("order");
  return (
    <Notice tone="bad" heading="h2" title={t("failedTitle")}>
      <p>{t("failedReason")}</p>
      <p>{t("failedText")}</p>
      <ButtonLink href="/checkout" look="secondary" size="small">
        {t("resume")}
      </ButtonLink>
    </Notice>
  );
}

function Cancelled({ order }: { order: Order }) {
  const t = useTranslations("order");
  return (
    <Notice tone="warn" heading="h2" title={t("status.CANCELLED")}>
      {order.cancelReason && <p>{t(`cancelReason.${order.cancelReason}`)}</p>}
      {order.cancelReason !== "staff" && (
        <ButtonLink href="/cart" look="secondary" size="small">
          {t("toCart")}
        </ButtonLink>
      )}
    </Notice>
  );
}
