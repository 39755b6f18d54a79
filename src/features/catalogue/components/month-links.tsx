import { useTranslations } from "next-intl";
import { ArrowIcon } from "@/components/icons/arrow-icon";
import { BackIcon } from "@/components/icons/back-icon";
import { Pending } from "@/components/nav-link";
import { Link } from "@/i18n/link";
import { useFormats } from "@/i18n/use-formats";

/** The month on show, and the ways to the one before and after that have something to offer. */
export function MonthLinks({
  months,
  month,
  hrefOf,
}: {
  months: string[];
  month: string;
  hrefOf: (month: string) => string;
}) {
  const t = useTranslations("baptemes");
  const formats = useFormats();
  const before = months.findLast((one) => one < month);
  const after = months.find((one) => one > month);
  const look =
    "relative inline-flex min-h-11 items-center gap-2 rounded-full border border-line-strong bg-surface px-4 transition-colors hover:border-ink";

  return (
    <nav aria-label={t("monthsLabel")} className="flex items-center justify-between gap-3">
      <h2 className="text-2xl">{formats.monthTitle(month)}</h2>
      <div className="flex gap-2">
        {before && (
          <Link
            href={hrefOf(before)}
            scroll={false}
            className={look}
            aria-label={`${t("previousMonth")} : ${formats.month(before)}`}
          >
            <BackIcon className="size-4" />
            <span className="max-sm:sr-only">{formats.monthTitle(before)}</span>
            <Pending />
          </Link>
        )}
        {after && (
          <Link
            href={hrefOf(after)}
            scroll={false}
            className={look}
            aria-label={`${t("nextMonth")} : ${formats.month(after)}`}
          >
            <span className="max-sm:sr-only">{formats.monthTitle(after)}</span>
            <ArrowIcon className="size-4" />
            <Pending />
          </Link>
        )}
      </div>
    </nav>
  );
}
