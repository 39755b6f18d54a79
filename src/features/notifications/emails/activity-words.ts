import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import type { GiftCardSpec, Locale } from "@/db/schema/snapshots";
import { formatMoney } from "@/lib/money";
import { formatDate, formatDays, formatMoment, formatPlainDate } from "./dates";
import type { Activity, Purchase } from "./facts";

/** As the shop calls them (a test compares), so that an e-mail and the page it links to speak of one thing. */
const STAGES: Record<Locale, Record<StageType, string>> = {
  fr: {
    INITIATION: "Stage initiation",
    PROGRESSION: "Stage progression",
    AUTONOMIE: "Stage autonomie",
    DOUBLE: "Stage initiation ou progression",
  },
  en: {
    INITIATION: "Beginner course",
    PROGRESSION: "Progression course",
    AUTONOMIE: "Autonomy course",
    DOUBLE: "Beginner or progression course",
  },
};

const BAPTEMES: Record<Locale, Record<BaptemeCategory, string>> = {
  fr: {
    AVENTURE: "Baptême aventure",
    DUREE: "Baptême durée",
    LONGUE_DUREE: "Baptême longue durée",
    ENFANT: "Baptême enfant",
    HIVER: "Baptême hiver",
  },
  en: {
    AVENTURE: "Adventure tandem flight",
    DUREE: "Longer tandem flight",
    LONGUE_DUREE: "Grand tour tandem flight",
    ENFANT: "Child’s tandem flight",
    HIVER: "Winter tandem flight",
  },
};

const VIDEO = { fr: "vidéo comprise", en: "video included" } as const;

export function purchaseTitle(purchase: Purchase, locale: Locale): string {
  switch (purchase.type) {
    case "STAGE":
      return activityName(purchase, locale);
    case "BAPTEME":
      return withVideo(activityName(purchase, locale), purchase.video, locale);
    case "GIFT_CARD":
      return locale === "fr"
        ? `Bon cadeau : ${giftCardWorth(purchase.spec, locale)}`
        : `Gift card: ${giftCardWorth(purchase.spec, locale)}`;
    default:
      return purchase satisfies never;
  }
}

export const activityName = (activity: Activity, locale: Locale): string =>
  activity.type === "STAGE" ? STAGES[locale][activity.stageType] : BAPTEMES[locale][activity.category];

/** What a gift card gives, in words. Of an amount card, `amountCents` may be what is left of it. */
export function giftCardWorth(spec: GiftCardSpec, locale: Locale, amountCents?: number): string {
  if (spec.kind === "AMOUNT") return formatMoney(amountCents ?? spec.amountCents, locale);
  if (spec.activity === "STAGE") return STAGES[locale][spec.stageType];
  return withVideo(BAPTEMES[locale][spec.category], spec.video, locale);
}

const withVideo = (title: string, video: boolean, locale: Locale): string =>
  video ? `${title}, ${VIDEO[locale]}` : title;

/** When it takes place, or when a gift card goes out. */
export function purchaseTime(purchase: Purchase, locale: Locale, timeZone: string): string | null {
  if (purchase.type !== "GIFT_CARD") return activityTime(purchase, locale, timeZone);
  if (purchase.deliverAt === null) return null;
  const day = formatDate(purchase.deliverAt, locale, timeZone);
  return locale === "fr" ? `envoyé le ${day}` : `sent on ${day}`;
}

export function activityTime(activity: Activity, locale: Locale, timeZone: string): string {
  return activity.type === "STAGE"
    ? formatDays(activity.startDate, activity.endDate, locale)
    : formatMoment(activity.startsAt, locale, timeZone);
}

/** The first day only: for subject lines. */
export function activityDay(activity: Activity, locale: Locale, timeZone: string): string {
  return activity.type === "STAGE"
    ? formatPlainDate(activity.startDate, locale)
    : formatDate(activity.startsAt, locale, timeZone);
}
