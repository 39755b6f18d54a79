import { useTranslations } from "next-intl";
import { ClockIcon } from "@/components/icons/clock-icon";
import { MountainIcon } from "@/components/icons/mountain-icon";
import { PersonIcon } from "@/components/icons/person-icon";
import type { Bapteme } from "@/features/catalogue/schemas";
import { routing } from "@/i18n/routing";
import { useFormats } from "@/i18n/use-formats";
import { Fact } from "./fact";

export function BaptemeFacts({ bapteme, meetingPoint }: { bapteme: Bapteme; meetingPoint: string }) {
  const t = useTranslations();
  const formats = useFormats();
  return (
    <aside>
      <dl className="space-y-3">
        <Fact icon={<ClockIcon />} label={t("bapteme.when")}>
          {formats.dayAndTime(bapteme.startsAt)}
        </Fact>
        {meetingPoint !== "" && (
          <Fact icon={<MountainIcon />} label={t("site.meeting")}>
            <span lang={routing.defaultLocale} className="text-sm font-normal">
              {meetingPoint}
            </span>
          </Fact>
        )}
        <Fact icon={<PersonIcon />} label={t("bapteme.places")}>
          {t("words.placesLeftOf", { left: bapteme.placesLeft, places: bapteme.places })}
        </Fact>
      </dl>
    </aside>
  );
}
