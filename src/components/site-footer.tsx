import { useTranslations } from "next-intl";
import type { School } from "@/features/catalogue/server/find-school";
import { Link } from "@/i18n/link";
import { routing } from "@/i18n/routing";

export function SiteFooter({ school }: { school: School }) {
  const t = useTranslations("site");
  const address = [school.addressLine, `${school.postalCode} ${school.city}`.trim()]
    .filter((part) => part !== "")
    .join(", ");
  return (
    <footer className="later mt-16 border-t border-line bg-surface text-sm">
      <div className="shell grid gap-8 py-10 sm:grid-cols-3">
        <div className="space-y-1">
          <p className="font-display text-lg font-bold">{school.name}</p>
          {address !== "" && <p className="text-muted">{address}</p>}
        </div>
        {(school.email !== "" || school.phone !== "") && (
          <div className="space-y-1">
            <h2 className="text-base">{t("contact")}</h2>
            <p>
              <a className="underline underline-offset-4" href={`mailto:${school.email}`}>
                {school.email}
              </a>
            </p>
            <p>
              <a className="underline underline-offset-4" href={`tel:${school.phone.replaceAll(/[^+\d]/g, "")}`}>
                {school.phone}
              </a>
            </p>
          </div>
        )}
        {school.meetingPoint !== "" && (
          <div className="space-y-1">
            <h2 className="text-base">{t("meeting")}</h2>
            <p lang={routing.defaultLocale} className="text-muted">
              {school.meetingPoint}
            </p>
          </div>
        )}
      </div>
      <div className="shell flex flex-wrap gap-x-6 gap-y-2 border-t border-line py-5 text-muted">
        <Link href="/terms" className="inline-flex min-h-6 items-center underline underline-offset-4">
          {t("terms")}
        </Link>
        {school.legalNotice !== "" && (
          <p lang={routing.defaultLocale} className="max-w-3xl">
            {school.legalNotice}
          </p>
        )}
      </div>
    </footer>
  );
}
