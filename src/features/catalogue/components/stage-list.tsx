import { useTranslations } from "next-intl";
import type { Stage } from "@/features/catalogue/schemas";
import { useFormats } from "@/i18n/use-formats";
import { StageRow } from "./stage-row";

/** Every stage, month by month, with a way to jump to each month. */
export function StageList({ stages }: { stages: Stage[] }) {
  const t = useTranslations("stages");
  const formats = useFormats();
  const months = [...Map.groupBy(stages, (stage) => stage.startDate.slice(0, 7))];

  return (
    <>
      {months.length > 1 && (
        <nav aria-label={t("monthsLabel")} className="-mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
          <ul className="flex gap-4 whitespace-nowrap sm:flex-wrap">
            {months.map(([month]) => (
              <li key={month}>
                <a
                  href={`#${month}`}
                  className="inline-flex min-h-11 items-center text-sky-ink underline-offset-4 hover:underline"
                >
                  {formats.monthTitle(month)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {months.map(([month, ofMonth]) => (
        <section key={month} aria-labelledby={month} className="later mt-8 space-y-3">
          <h2 id={month} className="flex items-baseline gap-3 text-2xl">
            {formats.monthTitle(month)}
            <span className="font-sans text-base font-normal tracking-normal text-muted">
              {t("count", { count: ofMonth.length })}
            </span>
          </h2>
          <ul className="space-y-3">
            {ofMonth.map((stage) => (
              <StageRow key={stage.id} stage={stage} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
