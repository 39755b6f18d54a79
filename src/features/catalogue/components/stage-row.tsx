import { useTranslations } from "next-intl";
import { ArrowIcon } from "@/components/icons/arrow-icon";
import { ButtonLink } from "@/components/ui/button";
import type { Stage } from "@/features/catalogue/schemas";
import { useActivityNames } from "@/i18n/use-activity-names";
import { useFormats } from "@/i18n/use-formats";
import { PlacesLeft } from "./places-left";

/** One stage of the list: when, what, how many places, how much. */
export function StageRow({ stage, heading: Heading = "h3" }: { stage: Stage; heading?: "h3" | "h4" }) {
  const t = useTranslations();
  const formats = useFormats();
  const names = useActivityNames();
  const title = names.stage(stage.type);
  const dates = formats.dates(stage.startDate, stage.endDate);
  const soldOut = stage.placesLeft === 0;

  return (
    <li
      className={`card grid grid-cols-[auto_1fr_auto] gap-x-4 gap-y-3 p-4 sm:grid-cols-[auto_1fr_auto_auto] sm:items-center sm:gap-x-6 sm:p-5 ${soldOut ? "bg-transparent" : ""}`}
    >
      <div
        aria-hidden="true"
        className={`grid w-16 content-center rounded-lg py-2 text-center ${soldOut ? "bg-line/50 text-muted" : "bg-sky text-sky-ink"}`}
      >
        <span className="figures font-display text-2xl leading-none font-bold">
          {formats.dayOfMonth(stage.startDate)}
        </span>
        <span className="text-sm">{formats.shortMonth(stage.startDate)}</span>
      </div>
      <div className="min-w-0 space-y-1 max-sm:col-span-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Heading className={`text-lg leading-snug ${soldOut ? "text-muted" : ""}`}>{title}</Heading>
          <PlacesLeft left={stage.placesLeft} />
        </div>
        <p className="text-muted">
          {dates} <span aria-hidden="true">·</span>{" "}
          <span className="whitespace-nowrap">{t("words.days", { count: stage.durationDays })}</span>
        </p>
      </div>
      <p className="max-sm:col-span-2 sm:text-right">
        <span className="figures block font-display text-xl leading-tight font-bold">
          {formats.price(stage.priceCents)}
        </span>
        <span className="block text-sm text-muted">
          {t("words.depositThenBalance", {
            deposit: formats.price(stage.depositCents),
            balance: formats.price(stage.priceCents - stage.depositCents),
          })}
        </span>
      </p>
      {!soldOut && (
        <ButtonLink
          href={`/stages/${stage.id}`}
          look="secondary"
          className="self-center max-sm:px-4"
          aria-label={t("stages.chooseNamed", { title, dates })}
        >
          {t("stages.choose")}
          <ArrowIcon className="size-4" />
        </ButtonLink>
      )}
    </li>
  );
}
