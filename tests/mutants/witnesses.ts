import type { Witnesses } from "./guard.ts";

const payments = "src/features/payments/server";
const orders = "src/features/orders/server";
const cart = "src/features/cart/server";
const notifications = "src/features/notifications/server";

const file = (...files: string[]): Witnesses => ({ files });

/** The test files that the guards' mutants are put before. */
export const WEBHOOK = file(`${payments}/receive-webhook.test.ts`);
export const PAYMENT_JOBS = file(`${payments}/jobs.test.ts`);
export const PAYMENT_RULES = file(`${payments}/rules.test.ts`);
export const PAYMENTS_AT_ONCE = file(`${payments}/at-once.test.ts`);
export const OWED_REFUNDS = file(`${payments}/owed-refunds.test.ts`);
export const ONE_AFTER_THE_OTHER = file(`${payments}/one-after-the-other.test.ts`);
export const LATE_MONEY = file(`${payments}/late-money.test.ts`);
export const CONTRADICTING = file(`${payments}/contradicting-money.test.ts`);
export const OLD_EVENTS = file(`${payments}/remove-old-events.test.ts`);
export const CREATE_ORDER = file(`${orders}/create-order.test.ts`);
export const END_ORDER = file(`${orders}/end-order.test.ts`);
export const INTENT_OF_ORDER = file(`${orders}/payment-intent-of-order.test.ts`);
export const NETWORK = file(`${orders}/network-outside-transactions.test.ts`);
export const CART_ONE_AFTER_THE_OTHER = file(`${cart}/one-after-the-other.test.ts`);
export const CART_SESSION = file(`${cart}/cart-session.test.ts`);
export const CART_PLACES = file(`${cart}/places.test.ts`);
export const CHANGE_ITEM = file(`${cart}/change-item.test.ts`);
export const ADD_ITEM = file(`${cart}/add-item.test.ts`);
export const CART_GIFT_CARDS = file(`${cart}/gift-cards.test.ts`);
export const OLD_CARTS = file(`${cart}/remove-old-carts.test.ts`);
export const BOUGHT_ITEMS = file(`${cart}/remove-bought-items.test.ts`);
export const EMAIL_JOBS = file(`${notifications}/jobs.test.ts`);
export const FAILING_EMAILS = file(`${notifications}/failing-emails.test.ts`);
export const ERASED = file("src/features/customers/server/personal-data.test.ts");
export const BROKEN_CONNECTIONS = file("src/db/broken-connections.test.ts");
export const WRONG_MODE = file(`${payments}/wrong-mode.test.ts`);
export const UNKNOWN_INTENTS = file(`${payments}/unknown-payment-intents.test.ts`);
export const ENDING_AT_ONCE = file(`${orders}/ending-at-once.test.ts`);
export const OUT_OF_ORDER = file(`${payments}/out-of-order.test.ts`);
export const WEBHOOK_ROUTE = file("src/app/api/webhooks/stripe/route.test.ts");
export const PARKED_EVENTS = file(`${payments}/parked-events.test.ts`);
export const RECONCILE_AT_ONCE = file(`${payments}/reconcile-at-once.test.ts`);
export const PLACES_AT_ONCE = file("src/features/bookings/server/places-at-once.test.ts");
export const SPEND_AT_ONCE = file("src/features/gift-cards/server/spend-at-once.test.ts");
export const OLD_CARTS_AT_ONCE = file(`${cart}/remove-old-carts-at-once.test.ts`);
export const WHOSE_ORDER = file(`${orders}/whose-order.test.ts`);
export const REFUNDS_AND_DISPUTES = file(`${payments}/refunds-and-disputes.test.ts`);
export const ACCESS_TOKEN = file(`${orders}/access-token.test.ts`);
export const PART_GIVEN_BACK = file(`${payments}/part-given-back-before.test.ts`);
