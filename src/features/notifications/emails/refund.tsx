import type { RefundReason } from "@/db/schema/payments";
import type { Locale } from "@/db/schema/snapshots";
import { formatMoney } from "@/lib/money";
import { purchaseTime, purchaseTitle } from "./activity-words";
import type { RefundFacts } from "./facts";
import { Layout } from "./layout";
import { ActionButton, Figures, Item, Paragraph } from "./parts";
import type { Template } from "./template";

/** To the customer: how much goes back, why, and when it arrives. */
export function refund(facts: RefundFacts): Template {
  const { locale, school, siteUrl, purchase } = facts;
  const words = WORDS[locale];
  const amount = formatMoney(facts.amountCents, locale, facts.currency);
  return {
    subject: words.subject(amount, facts.orderNumber),
    body: (
      <Layout
        locale={locale}
        school={school}
        siteUrl={siteUrl}
        preview={words.preview(amount)}
        title={words.title(amount)}
      >
        <Paragraph>{words.hello(facts.customerFirstName)}</Paragraph>
        <Paragraph>{words.reasons[facts.reason]}</Paragraph>
        {purchase !== null && (
          <Item title={purchaseTitle(purchase, locale)} details={[purchaseTime(purchase, locale, school.timeZone)]} />
        )}
        <Figures
          rows={[
            { label: words.order, amount: facts.orderNumber },
            { label: words.amount, amount, strong: true },
          ]}
        />
        <Paragraph>{words.arrival}</Paragraph>
        <ActionButton href={facts.orderUrl}>{words.open}</ActionButton>
      </Layout>
    ),
  };
}

type Words = {
  subject: (amount: string, number: string) => string;
  preview: (amount: string) => string;
  title: (amount: string) => string;
  hello: (name: string) => string;
  reasons: Record<RefundReason, string>;
  order: string;
  amount: string;
  arrival: string;
  open: string;
};

const WORDS: Record<Locale, Words> = {
  fr: {
    subject: (amount, number) => `Remboursement de ${amount} – commande ${number}`,
    preview: (amount) => `${amount} reviennent sur votre moyen de paiement.`,
    title: (amount) => `Nous vous remboursons ${amount}`,
    hello: (name) => `Bonjour ${name},`,
    reasons: {
      PLACE_LOST:
        "Quand votre paiement est arrivé, la place que vous aviez choisie venait d’être prise. Nous ne pouvons pas l’honorer et vous rendons ce que vous avez payé en ligne pour elle.",
      GIFT_CARD_SPENT:
        "Quand votre paiement est arrivé, le bon cadeau qui devait compléter le règlement avait déjà servi ailleurs. Nous ne pouvons pas honorer cette ligne et vous rendons ce que vous avez payé en ligne pour elle.",
      DUPLICATE:
        "Un second paiement est arrivé pour une commande déjà réglée. Nous vous le rendons en entier ; votre commande et vos réservations ne changent pas.",
      STAFF: "L’école a demandé ce remboursement pour votre commande.",
      STRIPE_DASHBOARD: "L’école a effectué ce remboursement pour votre commande.",
    },
    order: "Commande",
    amount: "Montant remboursé",
    arrival:
      "L’argent revient sur le moyen de paiement que vous avez utilisé. Selon votre banque, il apparaît sur votre compte sous 5 à 10 jours ouvrés.",
    open: "Voir ma commande",
  },
  en: {
    subject: (amount, number) => `Refund of ${amount} – order ${number}`,
    preview: (amount) => `${amount} is on its way back to your means of payment.`,
    title: (amount) => `We are refunding you ${amount}`,
    hello: (name) => `Hello ${name},`,
    reasons: {
      PLACE_LOST:
        "When your payment arrived, the place that you had chosen had just been taken. We cannot honour it and give back what you paid online for it.",
      GIFT_CARD_SPENT:
        "When your payment arrived, the gift card that should have paid the rest had already been used elsewhere. We cannot honour this line and give back what you paid online for it.",
      DUPLICATE:
        "A second payment arrived for an order that was already paid. We give it back in full; your order and your bookings do not change.",
      STAFF: "The school has asked for this refund of your order.",
      STRIPE_DASHBOARD: "The school has made this refund of your order.",
    },
    order: "Order",
    amount: "Amount refunded",
    arrival:
      "The money goes back to the means of payment that you used. Depending on your bank, it shows on your account within 5 to 10 working days.",
    open: "See my order",
  },
};
