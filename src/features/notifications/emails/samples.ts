import type { Locale } from "@/db/schema/snapshots";
import type { EmailFacts, School } from "./facts";

const SCHOOL: School = {
  name: "Les Ailes du Semnoz",
  timeZone: "Europe/Paris",
  email: "bonjour@ailes-du-semnoz.example",
  phone: "+33 4 50 00 00 00",
  address: "12 route du Décollage, 74410 Saint-Jorioz",
  meetingPoint: "Maison du parapente, parking du décollage de Planfait, 74290 Talloires",
  legalNotice: "SARL au capital de 8 000 € · RCS Annecy 000 000 000 · TVA FR00 000000000",
};

/** One e-mail of each kind and case, as a real order would make it: to look at, and for tests. */
export function sampleEmails(locale: Locale): Record<string, EmailFacts> {
  const siteUrl = locale === "fr" ? "https://shop.example" : "https://shop.example/en";
  const common = { locale, school: SCHOOL, siteUrl, orderNumber: "ENV-001042" };
  const toCustomer = {
    ...common,
    customerFirstName: "Marie",
    orderUrl: `${siteUrl}/orders/0198c0de-0000-7000-8000-000000000042?token=s3cr3tT0ken`,
  };
  const stage = { type: "STAGE", stageType: "INITIATION", startDate: "2027-05-31", endDate: "2027-06-04" } as const;
  const bapteme = {
    type: "BAPTEME",
    category: "AVENTURE",
    video: true,
    startsAt: new Date("2027-06-12T08:30:00Z"),
    durationMinutes: 90,
  } as const;
  const spec = { kind: "AMOUNT", amountCents: 15_000 } as const;
  const card = {
    type: "GIFT_CARD",
    spec,
    recipientName: "Paul Martin",
    sentToRecipient: true,
    deliverAt: new Date("2026-12-24T07:00:00Z"),
  } as const;
  const giftCard = {
    ...common,
    kind: "GIFT_CARD",
    readByRecipient: true,
    recipientName: "Paul",
    giverName: "Marie Dupont",
    message: "Joyeux Noël Paul !\nTu en parles depuis dix ans <3\n\nOn t’attend à l’atterrissage avec le vin chaud 🪂",
    code: "7K3M-9QWX-2HTD-C4RN",
    spec,
    balanceCents: 15_000,
    expiresAt: new Date("2027-11-24T23:00:00Z"),
  } as const;

  return {
    confirmation: {
      ...toCustomer,
      kind: "CONFIRMATION",
      lines: [
        { purchase: stage, participantName: "Léa Dupont", priceCents: 45_000, lost: false },
        { purchase: bapteme, participantName: "Hugo Dupont-Lévêque", priceCents: 13_500, lost: false },
        { purchase: card, participantName: null, priceCents: 15_000, lost: false },
      ],
      totalCents: 73_500,
      giftCards: [{ codeEnd: "C4RN", amountCents: 5_000 }],
      paidOnlineCents: 26_000,
      paidAtSchoolCents: 0,
      remainingCents: 42_500,
    },
    "confirmation-part-lost": {
      ...toCustomer,
      kind: "CONFIRMATION",
      lines: [
        { purchase: stage, participantName: "Léa Dupont", priceCents: 45_000, lost: false },
        { purchase: bapteme, participantName: "Hugo Dupont", priceCents: 13_500, lost: true },
      ],
      totalCents: 45_000,
      giftCards: [],
      paidOnlineCents: 10_000,
      paidAtSchoolCents: 0,
      remainingCents: 35_000,
    },
    "participant-stage": { ...common, kind: "PARTICIPANT_INFO", participantFirstName: "Léa", activity: stage },
    "participant-winter": {
      ...common,
      kind: "PARTICIPANT_INFO",
      participantFirstName: "Hugo",
      activity: { ...bapteme, category: "HIVER" },
    },
    "gift-card": giftCard,
    "gift-card-activity": {
      ...giftCard,
      readByRecipient: false,
      message: null,
      spec: { kind: "ACTIVITY", activity: "BAPTEME", category: "LONGUE_DUREE", video: true },
    },
    "payment-failed": {
      ...toCustomer,
      kind: "PAYMENT_FAILED",
      failureCode: "insufficient_funds",
      dueNowCents: 26_000,
      payableUntil: new Date("2026-11-24T14:35:00Z"),
    },
    refund: {
      ...toCustomer,
      kind: "REFUND",
      amountCents: 6_000,
      currency: "eur",
      reason: "PLACE_LOST",
      purchase: bapteme,
    },
    "refund-duplicate": {
      ...toCustomer,
      kind: "REFUND",
      amountCents: 26_000,
      currency: "eur",
      reason: "DUPLICATE",
      purchase: null,
    },
    "place-lost": {
      ...toCustomer,
      kind: "PLACE_LOST",
      lines: [
        { purchase: bapteme, participantName: "Hugo Dupont", giftCardSpent: false, refundedCents: 6_000 },
        { purchase: stage, participantName: "Léa Dupont", giftCardSpent: true, refundedCents: 0 },
      ],
      usedGiftCards: true,
      othersHonoured: true,
    },
  };
}
