"use client";

import { useLocale, useTranslations } from "next-intl";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { PencilIcon } from "@/components/icons/pencil-icon";
import { ProblemNotice, type Way } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeading, Skeleton } from "@/components/ui/surfaces";
import { useCartSince } from "@/features/cart/hooks/use-cart";
import type { Cart } from "@/features/cart/schemas";
import { pathIn } from "@/i18n/paths";
import { useFormats } from "@/i18n/use-formats";
import type { ApiProblem } from "@/lib/call-api";
import { contentsOf } from "../cart-contents";
import { type OpenOrder, useCheckout } from "../hooks/use-checkout";
import { orderPath } from "../order-path";
import { CustomerForm } from "./customer-form";
import { OrderSummary } from "./order-summary";

// Stripe's part is only for whoever comes to pay.
const PaymentStep = lazy(async () => ({
  default: (await import("@/features/payments/components/payment-step")).PaymentStep,
}));

type Props = { cart: Cart; scriptUrl: string | undefined; whenEmpty: ReactNode };

/** Details, then payment, on one page. */
export function Checkout({ cart: drawn, scriptUrl, whenEmpty }: Props) {
  const cart = useCartSince(drawn);
  const t = useTranslations("checkout");
  const checkout = useCheckout(cart);
  const { open, problem, leaving } = checkout;
  const ways = useWays(problem);

  if (leaving) return <Skeleton words={t("redirecting")} blocks={["mt-12 h-64"]} />;
  // A cart that is emptied while one is paying has been paid in another tab: the order is still the thing to show.
  if (cart.items.length === 0 && open === undefined && problem === undefined) return whenEmpty;

  return (
    <>
      <PageHeading title={t("title")}>
        <Steps now={open ? 2 : 1} />
      </PageHeading>
      <div className="grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
        <div className="space-y-4">
          {problem && <ProblemNotice problem={problem} ways={ways} onRetry={() => void checkout.orderAgain()} />}
          {/* Kept while one is paying: going back finds every word in its place. */}
          <div hidden={open !== undefined}>
            <CustomerForm cart={cart} onOrder={checkout.order} />
          </div>
          {open && <PayOrder open={open} cart={cart} scriptUrl={scriptUrl} checkout={checkout} />}
        </div>
        <OrderSummary cart={cart} />
      </div>
    </>
  );
}

function useWays(problem: ApiProblem | undefined): Partial<Record<ApiProblem["code"], Way>> {
  const t = useTranslations("refusals");
  const orderId = problem?.details.orderId;
  return {
    sold_out: { href: "/cart", words: t("sold_out_way") },
    gift_card_not_usable: { href: "/cart", words: t("gift_card_way") },
    cart_empty: { href: "/stages", words: t("cart_empty_way") },
    order_already_paid: orderId
      ? { href: orderPath(orderId), words: t("order_already_paid_way") }
      : { href: "/cart", words: t("gift_card_way") },
    order_not_payable: orderId
      ? { href: orderPath(orderId), words: t("order_not_payable_look") }
      : { href: "/cart", words: t("order_not_payable_way") },
  };
}

function Steps({ now }: { now: 1 | 2 }) {
  const t = useTranslations("checkout");
  return (
    <ol className="flex flex-wrap gap-x-6 gap-y-1">
      {[t("stepDetails"), t("stepPayment")].map((words, index) => {
        const current = index + 1 === now;
        return (
          <li
            key={words}
            aria-current={current ? "step" : undefined}
            className={`flex items-center gap-2 ${current ? "font-semibold" : "text-muted"}`}
          >
            <span
              className={`figures grid size-7 place-items-center rounded-full text-sm font-bold ${current ? "bg-wing text-on-wing" : "bg-line"}`}
            >
              {index + 1}
            </span>
            {words}
          </li>
        );
      })}
    </ol>
  );
}

type PayOrderProps = {
  open: OpenOrder;
  cart: Cart;
  scriptUrl: string | undefined;
  checkout: ReturnType<typeof useCheckout>;
};

function PayOrder({ open, cart, scriptUrl, checkout }: PayOrderProps) {
  const t = useTranslations("checkout");
  const locale = useLocale();
  const formats = useFormats();
  const heading = useRef<HTMLHeadingElement>(null);
  const [renewed, setRenewed] = useState(false);
  const cartChanged = open.contents !== contentsOf(cart);
  const returnUrl = new URL(pathIn(locale, orderPath(open.order.id, open.accessToken)), window.location.href).href;
  useEffect(() => heading.current?.focus(), []);

  async function askAgain(): Promise<boolean> {
    const asked = await checkout.orderAgain();
    if (asked === "renewed") setRenewed(true);
    return asked === "same";
  }

  return (
    <section className="card space-y-5 p-5 sm:p-7" aria-labelledby="payment">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 id="payment" ref={heading} tabIndex={-1} className="text-2xl">
          {t("stepPayment")}
        </h2>
        <p className="figures text-muted">{t("orderNumber", { number: open.order.number })}</p>
      </div>
      <p className="text-muted">{t("paymentLead")}</p>
      {cartChanged && (
        <Notice tone="warn" role="alert" title={t("cartChanged")}>
          <Button look="secondary" size="small" onClick={() => void askAgain()}>
            {t("updateOrder")}
          </Button>
        </Notice>
      )}
      {renewed && !cartChanged && (
        <Notice tone="warn" role="alert">
          {t("renewed", { amount: formats.money(open.payment.amountCents) })}
        </Notice>
      )}
      {!cartChanged && (
        <Suspense fallback={<Skeleton words={t("loadingPayment")} blocks={["h-14", "h-14", "h-12"]} />}>
          <PaymentStep
            key={open.payment.clientSecret}
            clientSecret={open.payment.clientSecret}
            publishableKey={open.payment.publishableKey}
            scriptUrl={scriptUrl}
            amountCents={open.payment.amountCents}
            returnUrl={returnUrl}
            askAgain={askAgain}
            onSent={() => checkout.seeOrder()}
            onLook={() => checkout.seeOrder()}
          />
        </Suspense>
      )}
      <p className="text-sm text-muted">{t("cartKept")}</p>
      <Button look="quiet" size="small" onClick={checkout.back}>
        <PencilIcon className="size-4" />
        {t("edit")}
      </Button>
    </section>
  );
}
