import { useTranslations } from "next-intl";
import { CalendarIcon } from "@/components/icons/calendar-icon";
import { MountainIcon } from "@/components/icons/mountain-icon";
import { PersonIcon } from "@/components/icons/person-icon";
import { AmountRow } from "@/components/ui/surfaces";
import type { Stage } from "@/features/catalogue/schemas";
import { useFormats } from "@/i18n/use-formats";
import { Fact } from "./fact";

/** What one buys: when, how long, how many places, and what is paid when. */
export function StageFacts({ stage }: { stage: Stage }) {
  const t = useTranslations();
  const formats = useFormats();
  return (
    <aside className="space-y-5">
      <p className="text-pretty">{t(`words.stageAbout.${stage.type}`)}</p>
      <dl className="space-y-3">
        <Fact icon={<CalendarIcon />} label={t("stage.dates")}>
          {formats.dates(stage.startDate, stage.endDate)}
        </Fact>
        <Fact icon={<MountainIcon />} label={t("stage.duration")}>
          {t("words.days", { count: stage.durationDays })}
        </Fact>
        <Fact icon={<PersonIcon />} label={t("stage.places")}>
          {t("words.placesLeftOf", { left: stage.placesLeft, places: stage.places })}
        </Fact>
      </dl>
      <dl className="space-y-2 rounded-xl bg-sky p-4">
        <AmountRow label={t("stage.price")} amount={formats.price(stage.priceCents)} strong />
        <AmountRow label={t("stage.deposit")} amount={formats.price(stage.depositCents)} />
        <AmountRow label={t("stage.balance")} amount={formats.price(stage.priceCents - stage.depositCents)} />
      </dl>
    </aside>
  );
}
