"use client";

import { useTranslations } from "next-intl";
import { CartTotals } from "@/features/cart/components/cart-totals";
import { ItemFacts } from "@/features/cart/components/item-facts";
import { useItemTitle } from "@/features/cart/hooks/use-item-title";
import type { Cart } from "@/features/cart/schemas";
import { Link } from "@/i18n/link";
import { useFormats } from "@/i18n/use-formats";

/** What is about to be ordered, beside the form. */
export function OrderSummary({ cart }: { cart: Cart }) {
  const t = useTranslations();
  const formats = useFormats();
  const titleOf = useItemTitle();
  return (
    <section aria-labelledby="summary" className="card top-6 space-y-4 p-5 lg:sticky">
      <div className="flex items-baseline justify-between gap-3">
        <h2 id="summary" className="text-xl">
          {t("cart.summary")}
        </h2>
        <Link
          href="/cart"
          className="inline-flex min-h-11 items-center text-sm text-sky-ink underline-offset-4 hover:underline"
        >
          {t("cart.backToCart")}
        </Link>
      </div>
      <ul className="divide-y divide-line">
        {cart.items.map((item) => (
          <li key={item.id} className="py-3 first:pt-0">
            <div className="flex items-baseline justify-between gap-3">
              <p className="font-medium">{titleOf(item)}</p>
              <p className="figures">{formats.price(item.priceCents)}</p>
            </div>
            <div className="text-sm text-muted">
              <ItemFacts item={item} />
              {item.expired && <p className="font-medium text-warn">{t("cart.expired")}</p>}
            </div>
          </li>
        ))}
      </ul>
      <CartTotals totals={cart.totals} />
      {cart.items.some((item) => item.expired) && <p className="text-sm text-muted">{t("checkout.expiredNote")}</p>}
    </section>
  );
}
