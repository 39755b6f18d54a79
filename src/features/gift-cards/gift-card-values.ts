import type { AddItem } from "@/features/cart/schemas";
import { toNumber } from "@/features/cart/participant-values";
import type { GiftCardOffer } from "@/features/catalogue/gift-card-offer";

/** The form's answers: an amount of the list or one's own, an activity by its key, and when to send. */
export type GiftCardValues = {
  kind: "AMOUNT" | "ACTIVITY";
  preset: string;
  ownEuros: string;
  activity: string;
  video: boolean;
  name: string;
  email: string;
  message: string;
  delivery: "NOW" | "LATER";
  deliverOn: string;
};

/** Amounts that people give, in euros; another one can be typed. */
export const PRESETS = ["50", "100", "150", "250"] as const;
export const OWN = "OWN";

export const noGiftCard: GiftCardValues = {
  kind: "AMOUNT",
  preset: "100",
  ownEuros: "",
  activity: "",
  video: false,
  name: "",
  email: "",
  message: "",
  delivery: "NOW",
  deliverOn: "",
};

/** Names an offer in a form: there is one for each stage type and baptême category. */
export const keyOf = (offer: GiftCardOffer): string =>
  offer.activity === "STAGE" ? `STAGE ${offer.stageType}` : `BAPTEME ${offer.category}`;

export const amountCentsOf = ({ preset, ownEuros }: Pick<GiftCardValues, "preset" | "ownEuros">): number =>
  Math.round(toNumber(preset === OWN ? ownEuros : preset) * 100);

type GiftCardItem = Extract<AddItem, { type: "GIFT_CARD" }>;

/** What the form says, in the contract's words; undefined when no activity is chosen. */
export function toGiftCardItem(values: GiftCardValues, offers: readonly GiftCardOffer[]): GiftCardItem | undefined {
  const giftCard = specOf(values, offers);
  if (giftCard === undefined) return undefined;
  const { name, email, message } = values;
  return {
    type: "GIFT_CARD",
    giftCard,
    recipient: { name, ...(email.trim() !== "" && { email: email.trim() }), ...(message.trim() !== "" && { message }) },
    ...(values.delivery === "LATER" && { deliverAt: values.deliverOn }),
  };
}

function specOf(values: GiftCardValues, offers: readonly GiftCardOffer[]): GiftCardItem["giftCard"] | undefined {
  if (values.kind === "AMOUNT") return { kind: "AMOUNT", amountCents: amountCentsOf(values) };
  const offer = offers.find((one) => keyOf(one) === values.activity);
  if (offer === undefined) return undefined;
  return offer.activity === "STAGE"
    ? { kind: "ACTIVITY", activity: "STAGE", stageType: offer.stageType }
    : { kind: "ACTIVITY", activity: "BAPTEME", category: offer.category, video: values.video };
}

/** What it will cost, as far as it is known. */
export function priceCentsOf(values: GiftCardValues, offers: readonly GiftCardOffer[]): number | undefined {
  if (values.kind === "AMOUNT") return Number.isNaN(amountCentsOf(values)) ? undefined : amountCentsOf(values);
  const offer = offers.find((one) => keyOf(one) === values.activity);
  if (offer === undefined) return undefined;
  return offer.priceCents + (offer.activity === "BAPTEME" && values.video ? offer.videoPriceCents : 0);
}

/** Where the form asks for what the contract's path names. */
export function fieldOf(path: string): string {
  if (path === "giftCard.amountCents") return "ownEuros";
  if (path.startsWith("giftCard")) return "activity";
  if (path === "deliverAt") return "deliverOn";
  return path.replace(/^recipient\./, "");
}
