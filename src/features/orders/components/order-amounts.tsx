"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { ButtonLink } from "@/components/ui/button";
import { AmountRow, Badge } from "@/components/ui/surfaces";
import { useFormats } from "@/i18n/use-formats";
import { situationOf } from "../order-situation";
import type { Order } from "../schemas";

/** The bill: each line with what became of it, each payment, and what is still to pay. */
export function OrderAmounts({ order }: { order: Order }) {
  const t = useTranslations("order");
  const formats = useFormats();
  const paid = order.paidAt !== null;
  return (
    <aside className="card space-y-5 p-5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-xl">{t("lines")}</h2>
        <Badge tone={toneOf[order.status]}>
          {t(`status.${situationOf(order) === "processing" ? "PROCESSING" : order.status}`)}
        </Badge>
      </div>
      <Lines order={order} />
      <dl className="space-y-1.5 border-t border-line pt-4">
        <AmountRow label={t("total")} amount={formats.money(order.totalCents)} />
        {order.status === "PENDING" && (
          <AmountRow label={t("dueNow")} amount={formats.money(order.dueNowCents)} strong />
        )}
        {order.paidCents > 0 && <AmountRow label={t("paid")} amount={formats.money(order.paidCents)} />}
        {order.refundedCents > 0 && <AmountRow label={t("refunded")} amount={formats.money(order.refundedCents)} />}
        {order.balanceDueCents > 0 && order.status !== "CANCELLED" && (
          <AmountRow label={t("balanceDue")} amount={formats.money(order.balanceDueCents)} strong={paid} />
        )}
      </dl>
      <Payments order={order} />
      {paid && (
        <ButtonLink href="/stages" look="quiet" size="small" className="w-full">
          {t("more")}
        </ButtonLink>
      )}
    </aside>
  );
}

type Tone = ComponentProps<typeof Badge>["tone"];
const toneOf = {
  PENDING: "warn",
  PAID: "good",
  PARTIALLY_REFUNDED: "warn",
  REFUNDED: "quiet",
  CANCELLED: "bad",
} satisfies Record<Order["status"], Tone>;
const toneOfOutcome = {
  PENDING: "quiet",
  BOOKED: "good",
  ISSUED: "good",
  LOST: "bad",
  CANCELLED: "quiet",
} satisfies Record<Order["lines"][number]["outcome"], Tone>;

function Lines({ order }: { order: Order }) {
  const t = useTranslations();
  const formats = useFormats();
  return (
    <ul className="space-y-3">
      {order.lines.map((line) => (
        <li key={line.id} className="flex items-start justify-between gap-3">
          <div className="min-w-0">
            <p className="font-medium">{t(`words.type.${line.type}`)}</p>
            <p className="text-sm text-muted">
              {order.bookings.find((booking) => booking.lineId === line.id)?.participantName}
            </p>
          </div>
          <div className="space-y-1 text-right">
            <p className="figures">{formats.money(line.priceCents)}</p>
            <Badge tone={toneOfOutcome[line.outcome]}>{t(`order.outcome.${line.outcome}`)}</Badge>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Payments({ order }: { order: Order }) {
  const t = useTranslations("order");
  const formats = useFormats();
  if (order.payments.length === 0) return null;
  return (
    <div className="border-t border-line pt-4">
      <h3 className="mb-2 text-base">{t("payments")}</h3>
      <dl className="space-y-1.5 text-sm">
        {order.payments.map((payment) => (
          <AmountRow
            key={payment.id}
            label={`${t(`method.${payment.method}`)}, ${t(`paymentStatus.${payment.status}`)}`}
            amount={formats.money(payment.amountCents)}
            detail={
              payment.refundedCents > 0
                ? t("refundedPart", { amount: formats.money(payment.refundedCents) })
                : undefined
            }
          />
        ))}
      </dl>
    </div>
  );
}
