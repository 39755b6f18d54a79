"use client";

import { useTranslations } from "next-intl";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { ArrowIcon } from "@/components/icons/arrow-icon";
import { ProblemNotice } from "@/components/problem-notice";
import { ButtonLink } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/surfaces";
import { useCartActions, useCartSince } from "@/features/cart/hooks/use-cart";
import { useItemTitle } from "@/features/cart/hooks/use-item-title";
import type { Cart, CartItem } from "@/features/cart/schemas";
import { ApiProblem } from "@/lib/call-api";
import { CartItemCard } from "./cart-item-card";
import { CartTotals } from "./cart-totals";
import { GiftCardCodes } from "./gift-card-codes";

const ConfirmDialog = lazy(async () => ({ default: (await import("@/components/ui/confirm-dialog")).ConfirmDialog }));

type Props = { cart: Cart; whenEmpty: ReactNode };

/** The cart, full or empty. */
export function CartView({ cart: drawn, whenEmpty }: Props) {
  const cart = useCartSince(drawn);
  return cart.items.length === 0 ? whenEmpty : <FullCart cart={cart} />;
}

function FullCart({ cart }: { cart: Cart }) {
  const t = useTranslations("cart");
  const titleOf = useItemTitle();
  const { reload, removeItem } = useCartActions();
  const [leaving, setLeaving] = useState<CartItem>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [said, setSaid] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const someExpired = cart.items.some((item) => item.expired);

  /** The countdown is over: whether the place is, is the server's to say. */
  async function holdOver(item: CartItem) {
    const after = await reload();
    if (after?.items.some((one) => one.id === item.id && one.expired))
      setSaid(t("announceExpired", { title: titleOf(item) }));
  }

  async function remove(item: CartItem) {
    setProblem(undefined);
    try {
      await removeItem(item.id);
      setSaid(t("removed"));
      // The button that was pressed is gone with its item.
      heading.current?.focus();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
      await reload();
    }
  }

  return (
    <>
      <PageHeading title={t("title")} focusRef={heading} />
      <p role="status" className="sr-only">
        {said}
      </p>
      {problem && <ProblemNotice problem={problem} />}
      <div className="grid items-start gap-8 lg:grid-cols-[1fr_24rem]">
        <section aria-label={t("items")} className="space-y-8">
          <ul className="space-y-3">
            {cart.items.map((item) => (
              <CartItemCard
                key={item.id}
                item={item}
                onRemove={() => setLeaving(item)}
                onHoldOver={() => void holdOver(item)}
                onHeldAgain={() => setSaid(t("heldAgain"))}
              />
            ))}
          </ul>
          <GiftCardCodes cards={cart.giftCards} onSaid={setSaid} />
        </section>
        <section aria-label={t("summary")} className="card top-6 space-y-5 p-5 sm:p-6 lg:sticky">
          <CartTotals totals={cart.totals} />
          {someExpired && <p className="text-sm text-warn">{t("someExpired")}</p>}
          <ButtonLink href="/checkout" className="w-full">
            {t("checkout")}
            <ArrowIcon className="size-4" />
          </ButtonLink>
          <ButtonLink href="/stages" look="quiet" size="small" className="w-full">
            {t("continue")}
          </ButtonLink>
        </section>
      </div>
      {leaving && (
        <Suspense>
          <ConfirmDialog
            title={t("removeTitle")}
            text={t(leaving.type === "GIFT_CARD" ? "removeGiftText" : "removeText", { title: titleOf(leaving) })}
            confirmWords={t("removeConfirm")}
            keepWords={t("keep")}
            onConfirm={() => void remove(leaving)}
            onClose={() => setLeaving(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
