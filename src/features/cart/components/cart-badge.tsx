"use client";

import { useTranslations } from "next-intl";
import { CartIcon } from "@/components/icons/cart-icon";
import { useCart } from "@/features/cart/hooks/use-cart";
import { Link } from "@/i18n/link";

/** The way to the cart, with how much is in it. Without JavaScript it is a plain link. */
export function CartBadge() {
  const t = useTranslations("site");
  const cart = useCart();
  const count = cart?.items.length;
  return (
    <Link
      href="/cart"
      aria-label={count === undefined ? undefined : t("cartCount", { count })}
      className="inline-flex min-h-11 items-center gap-2 rounded-full border border-line-strong px-3.5 font-medium transition-colors hover:border-ink"
    >
      <CartIcon />
      <span className="max-sm:sr-only">{t("cart")}</span>
      {count !== undefined && count > 0 && (
        <span className="figures grid h-6 min-w-6 place-items-center rounded-full bg-wing px-1.5 text-sm font-bold text-on-wing">
          {count}
        </span>
      )}
    </Link>
  );
}
