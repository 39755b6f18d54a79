import { z } from "zod";
import { baptemeCategory, stageType } from "@/features/catalogue/schemas";
import { cents, email, identifier, instant, line, paragraph, phone, plainDate } from "@/lib/validate";
import { AMOUNT_CARD_CENTS, HEIGHT_CM, WEIGHT_KG } from "./limits";

export { MOST_GIFT_CARDS, MOST_ITEMS } from "./limits";

export const participant = z
  .strictObject({
    firstName: line(100),
    lastName: line(100),
    email,
    phone,
    birthDate: plainDate,
    weightKg: z.number().min(WEIGHT_KG.min).max(WEIGHT_KG.max),
    heightCm: z.number().min(HEIGHT_CM.min).max(HEIGHT_CM.max),
  })
  .meta({ id: "Participant" });

export const giftCardSpec = z.union([
  z.strictObject({
    kind: z.literal("AMOUNT"),
    amountCents: z.number().int().min(AMOUNT_CARD_CENTS.min).max(AMOUNT_CARD_CENTS.max),
  }),
  z.strictObject({ kind: z.literal("ACTIVITY"), activity: z.literal("STAGE"), stageType }),
  z.strictObject({
    kind: z.literal("ACTIVITY"),
    activity: z.literal("BAPTEME"),
    category: baptemeCategory,
    video: z.boolean().optional(),
  }),
]);

export const recipient = z.strictObject({
  name: line(100),
  email: email.optional(),
  message: paragraph(1_000).optional(),
});

/** A plain date (then it is sent that morning, in the school's time zone) or an instant. */
export const deliverAt = z.union([plainDate, instant]);

export const addItemBody = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("STAGE"),
    stageId: identifier,
    stageType: z.enum(["INITIATION", "PROGRESSION", "AUTONOMIE"]).optional(),
    participant,
  }),
  z.strictObject({
    type: z.literal("BAPTEME"),
    baptemeId: identifier,
    category: baptemeCategory,
    video: z.boolean().optional(),
    participant,
  }),
  z.strictObject({ type: z.literal("GIFT_CARD"), giftCard: giftCardSpec, recipient, deliverAt: deliverAt.optional() }),
]);

export const changeItemBody = z
  .strictObject({
    participant: participant.optional(),
    category: baptemeCategory.optional(),
    video: z.boolean().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, { error: "nothing to change" });

export const addGiftCardBody = z.strictObject({ code: z.string().trim().min(1).max(64) });

export const cartItem = z
  .object({
    id: identifier,
    type: z.enum(["STAGE", "BAPTEME", "GIFT_CARD"]),
    priceCents: cents,
    dueNowCents: cents,
    balanceCents: cents,
    holdExpiresAt: instant.nullable(),
    expired: z.boolean(),
    participant: participant.optional(),
    stage: z
      .object({
        id: identifier,
        type: stageType,
        stageType,
        startDate: plainDate,
        endDate: plainDate,
        durationDays: z.number().int(),
      })
      .optional(),
    bapteme: z
      .object({
        id: identifier,
        category: baptemeCategory,
        video: z.boolean(),
        startsAt: instant,
        durationMinutes: z.number().int(),
      })
      .optional(),
    giftCard: z.object({ giftCard: giftCardSpec, recipient, deliverAt: instant.optional() }).optional(),
  })
  .meta({ id: "CartItem" });

export const cart = z
  .object({
    sessionId: identifier.nullable(),
    items: z.array(cartItem),
    giftCards: z.array(
      z.object({ code: z.string(), kind: z.enum(["AMOUNT", "ACTIVITY"]), balanceCents: cents, usedCents: cents }),
    ),
    totals: z.object({ subtotalCents: cents, giftCardCents: cents, dueNowCents: cents, balanceCents: cents }),
  })
  .meta({ id: "Cart" });

export const cartAnswer = z.object({ cart });
export const itemAnswer = z.object({ item: cartItem, cart });

export type AddItem = z.infer<typeof addItemBody>;
export type ChangeItem = z.infer<typeof changeItemBody>;
export type CartItem = z.infer<typeof cartItem>;
export type Cart = z.infer<typeof cart>;
