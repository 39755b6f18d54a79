import { useTranslations } from "next-intl";
import type { Bapteme } from "@/features/catalogue/schemas";
import type { BaptemeCategory } from "@/db/schema/catalogue-words";
import { Link } from "@/i18n/link";
import { useFormats } from "@/i18n/use-formats";
import { PlacesLeft } from "./places-left";

/** The slots of a month, day by day. */
export function BaptemeDays({ baptemes, category }: { baptemes: Bapteme[]; category: BaptemeCategory | undefined }) {
  const formats = useFormats();
  const days = [...Map.groupBy(baptemes, (bapteme) => formats.dayOf(bapteme.startsAt))];
  return (
    <ul className="divide-y divide-line border-y border-line">
      {days.map(([day, ofDay]) => (
        <li key={day} className="later grid gap-3 py-4 [--later-height:9rem] sm:grid-cols-[13rem_1fr] sm:gap-6">
          <h3 className="text-lg sm:pt-3">{formats.weekdayTitle(day)}</h3>
          <ul className="grid grid-cols-2 gap-2 lg:grid-cols-3">
            {ofDay.map((bapteme) => (
              <Slot key={bapteme.id} bapteme={bapteme} category={category} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Slot({ bapteme, category }: { bapteme: Bapteme; category: BaptemeCategory | undefined }) {
  const t = useTranslations();
  const formats = useFormats();
  const time = formats.time(bapteme.startsAt);
  const priceCents = priceOf(bapteme, category);
  const price =
    category === undefined ? t("baptemes.from", { price: formats.price(priceCents) }) : formats.price(priceCents);
  const offers = bapteme.categories.map((offer) => t(`words.category.${offer.category}`)).join(", ");
  const words = (
    <>
      <span
        className={`figures font-display text-xl leading-none font-bold ${bapteme.placesLeft === 0 ? "line-through" : ""}`}
      >
        {time}
      </span>
      <span className="text-sm">{price}</span>
      {category === undefined && <span className="text-sm text-muted max-sm:hidden">{offers}</span>}
      <PlacesLeft left={bapteme.placesLeft} />
    </>
  );
  const shape = "flex min-h-12 flex-col items-start gap-1.5 rounded-xl border px-4 py-3";

  if (bapteme.placesLeft === 0) return <li className={`${shape} border-line text-muted`}>{words}</li>;
  const when = formats.dayAndTime(bapteme.startsAt);
  return (
    <li className="contents">
      <Link
        href={`/baptemes/${bapteme.id}${category ? `?category=${category}` : ""}`}
        prefetch={false}
        aria-label={`${category ? t("baptemes.chooseNamed", { category: t(`words.category.${category}`), when }) : t("baptemes.chooseSlotNamed", { when })}, ${price}, ${t("words.placesLeft", { count: bapteme.placesLeft })}`}
        className={`${shape} border-line-strong bg-surface transition-colors hover:border-wing hover:bg-wing-soft`}
      >
        {words}
      </Link>
    </li>
  );
}

/** Of the category asked for; without one, of the cheapest. */
function priceOf(bapteme: Bapteme, category: BaptemeCategory | undefined): number {
  const prices = bapteme.categories
    .filter((offer) => category === undefined || offer.category === category)
    .map((offer) => offer.priceCents);
  return Math.min(...prices);
}
