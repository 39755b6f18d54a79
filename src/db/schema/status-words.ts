/** The closed lists of orders and payments, apart from their tables so that the browser can read them too. */
export const ORDER_STATUSES = ["PENDING", "PAID", "PARTIALLY_REFUNDED", "REFUNDED", "CANCELLED"] as const;
export const CANCEL_REASONS = ["replaced", "payment_failed", "payment_canceled", "expired", "staff"] as const;
export const LINE_OUTCOMES = ["PENDING", "BOOKED", "ISSUED", "LOST", "CANCELLED"] as const;
export const PAYMENT_METHODS = ["STRIPE", "GIFT_CARD", "MANUAL"] as const;
export const PAYMENT_STATUSES = [
  "PENDING",
  "PROCESSING",
  "SUCCEEDED",
  "FAILED",
  "CANCELLED",
  "PARTIALLY_REFUNDED",
  "REFUNDED",
] as const;
export const ALLOCATION_PARTS = ["DUE_NOW", "BALANCE", "EXCESS", "DUPLICATE"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];
export type CancelReason = (typeof CANCEL_REASONS)[number];
export type LineOutcome = (typeof LINE_OUTCOMES)[number];
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];
export type AllocationPart = (typeof ALLOCATION_PARTS)[number];
