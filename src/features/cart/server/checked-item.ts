import type { Tx } from "@/db/client";
import type { GiftCardPurchase, GiftCardSpec, Locale } from "@/db/schema/snapshots";
import { findSchoolTimeZone } from "@/features/catalogue/server/school-time-zone";
import { invalid, notFound } from "@/lib/errors";
import { isUuid } from "@/lib/validate";
import { dateIn, instantAt } from "@/lib/time-zone";
import {
  checkCategory,
  checkDelivery,
  checkParticipant,
  chooseStageType,
  inLanguage,
  noSuchGiftCard,
  type Problem,
} from "../item-checks";
import type { AddItem } from "../schemas";
import { alreadyBegun } from "./errors";
import {
  type BaptemeToSell,
  findBaptemeToSell,
  findGiftCardPrice,
  findStageToSell,
  type NewItem,
  type StageToSell,
} from "./queries";

type StageItem = Extract<AddItem, { type: "STAGE" }>;
type BaptemeItem = Extract<AddItem, { type: "BAPTEME" }>;
type GiftCardItem = Extract<AddItem, { type: "GIFT_CARD" }>;

/** What the school offers of what a visitor asks for; null where there is no such thing. */
export type Offered = {
  timeZone: string;
  stage: StageToSell | null;
  bapteme: BaptemeToSell | null;
  giftCardPrice: { priceCents: number } | null;
};

export async function findOffered(tx: Tx, wanted: AddItem): Promise<Offered> {
  const [timeZone, stage, bapteme, giftCardPrice] = await Promise.all([
    findSchoolTimeZone(tx),
    wanted.type === "STAGE" && isUuid(wanted.stageId) ? findStageToSell(tx, wanted.stageId) : null,
    wanted.type === "BAPTEME" && isUuid(wanted.baptemeId) ? findBaptemeToSell(tx, wanted.baptemeId) : null,
    wanted.type === "GIFT_CARD" && wanted.giftCard.kind === "ACTIVITY" ? findGiftCardPrice(tx, wanted.giftCard) : null,
  ]);
  return { timeZone, stage, bapteme, giftCardPrice };
}

/**
 * What a visitor asks for, checked against the catalogue and the day.
 * @throws Refusal `not_found` for an unknown stage or slot, `sold_out` for one that has begun, `invalid` naming the fields.
 */
export function checkedItem(offered: Offered, wanted: AddItem, locale: Locale, now: Date): NewItem {
  const today = dateIn(offered.timeZone, now);
  switch (wanted.type) {
    case "STAGE":
      return checkedStage(offered, wanted, locale, today);
    case "BAPTEME":
      return checkedBapteme(offered, wanted, locale, today, now);
    case "GIFT_CARD":
      return checkedGiftCard(offered, wanted, locale, today);
    default:
      return wanted satisfies never;
  }
}

function checkedStage(
  { stage }: Offered,
  { stageType: chosen, participant }: StageItem,
  locale: Locale,
  today: string,
): NewItem {
  if (stage === null) throw notFound();
  // On its first morning a stage can still be joined; the list shows it until then.
  if (stage.startDate < today) throw alreadyBegun();
  const stageType = chooseStageType(stage.type, chosen);
  const problems = [...(typeof stageType === "string" ? [] : stageType), ...checkParticipant(participant, today)];
  if (typeof stageType !== "string" || problems.length > 0) throw invalid(inLanguage(problems, locale));
  return { type: "STAGE", stageId: stage.id, stageType, participant };
}

function checkedBapteme({ bapteme }: Offered, wanted: BaptemeItem, locale: Locale, today: string, now: Date): NewItem {
  if (bapteme === null) throw notFound();
  if (bapteme.startsAt <= now) throw alreadyBegun();
  refuse(
    [...checkCategory(bapteme.categories, wanted.category), ...checkParticipant(wanted.participant, today)],
    locale,
  );
  return {
    type: "BAPTEME",
    baptemeId: bapteme.id,
    category: wanted.category,
    video: wanted.video ?? false,
    participant: wanted.participant,
  };
}

function checkedGiftCard(
  { timeZone, giftCardPrice }: Offered,
  wanted: GiftCardItem,
  locale: Locale,
  today: string,
): NewItem {
  const spec = withVideo(wanted.giftCard);
  const offered = spec.kind === "AMOUNT" || giftCardPrice !== null;
  const delivery = wanted.deliverAt === undefined ? undefined : deliveryOf(wanted.deliverAt, timeZone);
  refuse([...(offered ? [] : [noSuchGiftCard()]), ...(delivery ? checkDelivery(delivery.day, today) : [])], locale);
  const giftCard: GiftCardPurchase = {
    giftCard: spec,
    recipient: wanted.recipient,
    ...(delivery && { deliverAt: delivery.at.toISOString() }),
  };
  return { type: "GIFT_CARD", giftCard };
}

const withVideo = (spec: GiftCardItem["giftCard"]): GiftCardSpec =>
  "category" in spec ? { ...spec, video: spec.video ?? false } : spec;

/** When a recipient reads it over breakfast. */
const MORNING_HOUR = 8;

/** A plain date means that morning at the school. */
function deliveryOf(deliverAt: string, timeZone: string): { day: string; at: Date } {
  const isPlainDate = !deliverAt.includes("T");
  const at = isPlainDate ? instantAt(timeZone, deliverAt, MORNING_HOUR) : new Date(deliverAt);
  return { day: isPlainDate ? deliverAt : dateIn(timeZone, at), at };
}

function refuse(problems: Problem[], locale: Locale): void {
  if (problems.length > 0) throw invalid(inLanguage(problems, locale));
}
