import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ArrowIcon } from "@/components/icons/arrow-icon";
import { GiftIcon } from "@/components/icons/gift-icon";
import { MountainIcon } from "@/components/icons/mountain-icon";
import { WingIcon } from "@/components/icons/wing-icon";
import { AMOUNT_CARD_CENTS } from "@/features/cart/limits";
import type { GiftCardOffer } from "@/features/catalogue/gift-card-offer";
import { Link } from "@/i18n/link";
import { useFormats } from "@/i18n/use-formats";

/** Learn, try, give: the three things on sale, each from its lowest price. */
export function ThreeDoors({ offers }: { offers: GiftCardOffer[] }) {
  const t = useTranslations("home");
  return (
    <section aria-labelledby="doors" className="space-y-6">
      <h2 id="doors" className="text-3xl">
        {t("doors")}
      </h2>
      <ul className="grid gap-4 sm:grid-cols-3">
        <Door
          href="/stages"
          icon={<MountainIcon className="size-7" />}
          title={t("stagesTitle")}
          text={t("stagesText")}
          way={t("stagesLink")}
          fromCents={lowest(offers, "STAGE")}
        />
        <Door
          href="/baptemes"
          icon={<WingIcon className="size-7" />}
          title={t("baptemesTitle")}
          text={t("baptemesText")}
          way={t("baptemesLink")}
          fromCents={lowest(offers, "BAPTEME")}
        />
        <Door
          href="/gift-cards"
          icon={<GiftIcon className="size-7" />}
          title={t("giftsTitle")}
          text={t("giftsText")}
          way={t("giftsLink")}
          fromCents={AMOUNT_CARD_CENTS.min}
        />
      </ul>
    </section>
  );
}

function Door({
  href,
  icon,
  title,
  text,
  way,
  fromCents,
}: {
  href: string;
  icon: ReactNode;
  title: string;
  text: string;
  way: string;
  fromCents: number | undefined;
}) {
  const t = useTranslations("home");
  const formats = useFormats();
  return (
    <li className="card group relative flex flex-col gap-3 p-6 transition-colors hover:border-line-strong">
      <span className="grid size-14 place-items-center rounded-full bg-sky text-sky-ink transition-colors group-hover:bg-wing-soft group-hover:text-wing">
        {icon}
      </span>
      <div className="flex items-baseline justify-between gap-3">
        <h3 className="text-2xl">{title}</h3>
        {fromCents !== undefined && (
          <span className="figures text-muted">{t("from", { price: formats.price(fromCents) })}</span>
        )}
      </div>
      <p className="flex-1 text-muted text-pretty">{text}</p>
      <Link
        href={href}
        className="inline-flex min-h-11 items-center gap-2 font-semibold text-wing after:absolute after:inset-0 after:rounded-2xl"
      >
        {way}
        <ArrowIcon className="size-4 transition-transform motion-safe:group-hover:translate-x-1" />
      </Link>
    </li>
  );
}

function lowest(offers: GiftCardOffer[], activity: GiftCardOffer["activity"]): number | undefined {
  const prices = offers.filter((offer) => offer.activity === activity).map((offer) => offer.priceCents);
  return prices.length > 0 ? Math.min(...prices) : undefined;
}
