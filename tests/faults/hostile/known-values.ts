import fc from "fast-check";

/**
 * What a visitor can know only while the shop runs, such as the id of the item just put into the cart. Requests are drawn before
 * that, so they carry these names, and the sender writes the value in their place. Of other people only what is no secret: ids
 * and numbers, never a code, a token or a name.
 */
export const KNOWN_VALUES = [
  "visitor",
  "stage",
  "doubleStage",
  "fullStage",
  "slot",
  "giftCard",
  "activityCard",
  "item",
  "order",
  "accessToken",
  "sessionId",
  "paymentIntent",
  "installation",
  "victimsItem",
  "victimsOrder",
  "victimsNumber",
  "victimsSession",
  "victimsPaymentIntent",
] as const;
export type KnownValue = (typeof KNOWN_VALUES)[number];
export type Known = Partial<Record<KnownValue, string>>;

export const placeholder = (value: KnownValue): string => `{{${value}}}`;

/** By the name that a field or parameter has in the contract. */
const LIKELY: Record<string, KnownValue[]> = {
  stageId: ["stage", "stage", "doubleStage", "fullStage"],
  baptemeId: ["slot"],
  id: ["item", "item", "order", "order", "victimsItem", "victimsOrder"],
  code: ["giftCard", "activityCard"],
  token: ["accessToken"],
};

/** Null for a field that needs no such value. */
export function likelyValueOf(field: string): fc.Arbitrary<string> | null {
  const likely = Object.hasOwn(LIKELY, field) ? LIKELY[field] : undefined;
  return likely ? fc.constantFrom(...likely.map(placeholder)) : null;
}

export const anyKnownValue = fc.constantFrom(...KNOWN_VALUES.map(placeholder));

/** A value that is not known (yet) stays a name in braces, which is hostile input as well. */
export const fillIn = (text: string, known: Known): string =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (name: string, value: string) =>
    Object.hasOwn(known, value) ? (known[value as KnownValue] ?? name) : name,
  );
