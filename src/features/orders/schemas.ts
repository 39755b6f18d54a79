import { z } from "zod";
import {
  CANCEL_REASONS,
  LINE_OUTCOMES,
  ORDER_STATUSES,
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
} from "@/db/schema/status-words";
import { cents, email, identifier, instant, line, phone } from "@/lib/validate";

export const customer = z
  .strictObject({
    firstName: line(100),
    lastName: line(100),
    email,
    phone,
    address: line(200).optional(),
    postalCode: line(20).optional(),
    city: line(100).optional(),
    country: line(60).optional(),
  })
  .meta({ id: "Customer" });

export const createOrderBody = z.strictObject({
  customer,
  acceptTerms: z.literal(true),
  locale: z.enum(["fr", "en"]).optional(),
});

export const createOrderAnswer = z.object({
  order: z.object({
    id: identifier,
    number: z.string(),
    status: z.enum(ORDER_STATUSES),
    totalCents: cents,
    dueNowCents: cents,
    balanceCents: cents,
  }),
  payment: z
    .object({
      paymentIntentId: z.string(),
      clientSecret: z.string(),
      publishableKey: z.string(),
      amountCents: cents,
      currency: z.literal("eur"),
    })
    .nullable(),
  accessToken: z.string(),
});

export const orderQuery = z.strictObject({ token: z.string().max(200).optional() });

export const order = z
  .object({
    id: identifier,
    number: z.string(),
    status: z.enum(ORDER_STATUSES),
    cancelReason: z.enum(CANCEL_REASONS).nullable(),
    createdAt: instant,
    paidAt: instant.nullable(),
    totalCents: cents,
    dueNowCents: cents,
    paidCents: cents,
    refundedCents: cents,
    balanceDueCents: cents,
    lines: z.array(
      z.object({
        id: identifier,
        type: z.enum(["STAGE", "BAPTEME", "GIFT_CARD"]),
        priceCents: cents,
        dueNowCents: cents,
        balanceCents: cents,
        outcome: z.enum(LINE_OUTCOMES),
      }),
    ),
    payments: z.array(
      z.object({
        id: identifier,
        method: z.enum(PAYMENT_METHODS),
        status: z.enum(PAYMENT_STATUSES),
        amountCents: cents,
        refundedCents: cents,
        failureReason: z.string().nullable(),
      }),
    ),
    bookings: z.array(
      z.object({
        id: identifier,
        lineId: identifier,
        stageId: identifier.optional(),
        baptemeId: identifier.optional(),
        startsAt: instant,
        participantName: z.string(),
      }),
    ),
    giftCards: z.array(
      z.object({
        id: identifier,
        lineId: identifier,
        code: z.string(),
        kind: z.enum(["AMOUNT", "ACTIVITY"]),
        balanceCents: cents,
        expiresAt: instant,
      }),
    ),
  })
  .meta({ id: "Order" });

export const orderAnswer = z.object({ order });

export type CreateOrder = z.infer<typeof createOrderBody>;
export type CreateOrderAnswer = z.infer<typeof createOrderAnswer>;
export type Order = z.infer<typeof order>;
