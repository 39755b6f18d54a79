import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import type { RefundReason } from "@/db/schema/payments";
import type { GiftCardSpec, Locale } from "@/db/schema/snapshots";

/** What an e-mail tells, read from the database when it is sent. The templates know nothing else. */
export type EmailFacts =
  | ConfirmationFacts
  | ParticipantInfoFacts
  | GiftCardFacts
  | PaymentFailedFacts
  | RefundFacts
  | PlaceLostFacts;

export type School = {
  name: string;
  timeZone: string;
  email: string | null;
  phone: string | null;
  address: string | null;
  meetingPoint: string | null;
  legalNotice: string | null;
};

export type StageActivity = { type: "STAGE"; stageType: StageType; startDate: string; endDate: string };
export type BaptemeActivity = {
  type: "BAPTEME";
  category: BaptemeCategory;
  video: boolean;
  startsAt: Date;
  durationMinutes: number;
};
export type BoughtGiftCard = {
  type: "GIFT_CARD";
  spec: GiftCardSpec;
  /** Null after erasure. */
  recipientName: string | null;
  /** Whether it goes to the recipient by e-mail; else the customer gets it and hands it on. */
  sentToRecipient: boolean;
  /** Null: as soon as it is paid. */
  deliverAt: Date | null;
};
export type Activity = StageActivity | BaptemeActivity;
export type Purchase = Activity | BoughtGiftCard;

type Common = {
  locale: Locale;
  school: School;
  /** The shop in the reader's language, without a slash at its end. */
  siteUrl: string;
  orderNumber: string;
};

type ToCustomer = Common & {
  customerFirstName: string;
  /** Opens the order without signing in: whoever has it may read it. */
  orderUrl: string;
};

export type ConfirmationFacts = ToCustomer & {
  kind: "CONFIRMATION";
  lines: { purchase: Purchase; participantName: string | null; priceCents: number; lost: boolean }[];
  /** Of the lines that were honoured: `totalCents` is what the other four make together. */
  totalCents: number;
  giftCards: { codeEnd: string; amountCents: number }[];
  paidOnlineCents: number;
  paidAtSchoolCents: number;
  remainingCents: number;
};

export type ParticipantInfoFacts = Common & {
  kind: "PARTICIPANT_INFO";
  participantFirstName: string;
  activity: Activity;
};

export type GiftCardFacts = Common & {
  kind: "GIFT_CARD";
  /** False: the customer reads this and hands the card on. */
  readByRecipient: boolean;
  recipientName: string;
  /** Null after erasure. */
  giverName: string | null;
  message: string | null;
  code: string;
  spec: GiftCardSpec;
  balanceCents: number;
  expiresAt: Date;
};

export type PaymentFailedFacts = ToCustomer & {
  kind: "PAYMENT_FAILED";
  /** Stripe's decline or error code. */
  failureCode: string | null;
  dueNowCents: number;
  /** Until when the places stay kept; null when the order can no longer be paid. */
  payableUntil: Date | null;
};

export type RefundFacts = ToCustomer & {
  kind: "REFUND";
  amountCents: number;
  currency: string;
  reason: RefundReason;
  /** What it is for, when it is for one line. */
  purchase: Purchase | null;
};

export type PlaceLostFacts = ToCustomer & {
  kind: "PLACE_LOST";
  lines: {
    purchase: Purchase;
    participantName: string | null;
    /** A gift card that paid for it had been used elsewhere; else the place itself was gone. */
    giftCardSpent: boolean;
    /** What goes back to the customer's means of payment; 0 when nothing was paid online for it. */
    refundedCents: number;
  }[];
  /** Whether gift cards took part in the order: what they held for a lost line stays on them. */
  usedGiftCards: boolean;
  /** Whether something of the order stands. */
  othersHonoured: boolean;
};
