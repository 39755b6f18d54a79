import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { CartBadge } from "@/features/cart/components/cart-badge";
import { Link } from "@/i18n/link";
import { WingIcon } from "./icons/wing-icon";
import { LanguageSwitch } from "./language-switch";
import { NavLink } from "./nav-link";

export function SiteHeader({ schoolName }: { schoolName: string }) {
  const t = useTranslations("site");
  return (
    <header className="border-b border-line bg-paper">
      <div className="shell flex flex-wrap items-center gap-x-8 py-2 sm:py-3">
        <Link
          href="/"
          className="inline-flex min-h-11 items-center gap-2 font-display text-xl font-bold tracking-tight"
        >
          <WingIcon className="size-8 text-wing" />
          {schoolName}
        </Link>
        <div className="ml-auto flex items-center gap-1 sm:order-3 sm:gap-3">
          <Suspense>
            <LanguageSwitch />
          </Suspense>
          <CartBadge />
        </div>
        <nav aria-label={t("navLabel")} className="flex gap-5 max-sm:w-full sm:order-2">
          <NavLink href="/stages">{t("stages")}</NavLink>
          <NavLink href="/baptemes">{t("baptemes")}</NavLink>
          <NavLink href="/gift-cards">{t("giftCards")}</NavLink>
        </nav>
      </div>
    </header>
  );
}
