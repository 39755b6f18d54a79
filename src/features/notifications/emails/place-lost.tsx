import type { Locale } from "@/db/schema/snapshots";
import { formatMoney } from "@/lib/money";
import { purchaseTime, purchaseTitle } from "./activity-words";
import type { PlaceLostFacts } from "./facts";
import { Layout } from "./layout";
import { ActionButton, Item, Paragraph, Small, TextLink } from "./parts";
import type { Template } from "./template";

/** To the customer whose money came when a place, or a gift card, was gone: what could not be honoured, and what happens to the money. */
export function placeLost(facts: PlaceLostFacts): Template {
  const { locale, school, siteUrl } = facts;
  const words = WORDS[locale];
  const refunded = facts.lines.some((line) => line.refundedCents > 0);
  return {
    subject: words.subject(facts.orderNumber),
    body: (
      <Layout locale={locale} school={school} siteUrl={siteUrl} preview={words.preview} title={words.title}>
        <Paragraph>{words.intro(facts.customerFirstName, facts.orderNumber)}</Paragraph>
        {facts.lines.map((line, index) => (
          <Item
            // oxlint-disable-next-line react/no-array-index-key -- the lines of an order never move
            key={index}
            title={purchaseTitle(line.purchase, locale)}
            details={[
              purchaseTime(line.purchase, locale, school.timeZone),
              line.participantName === null ? null : words.participant(line.participantName),
              line.giftCardSpent ? words.giftCardSpent : words.placeGone,
            ]}
            aside={line.refundedCents > 0 ? words.refunded(formatMoney(line.refundedCents, locale)) : words.nothingPaid}
          />
        ))}
        {refunded && <Paragraph>{words.arrival}</Paragraph>}
        {facts.usedGiftCards && <Paragraph>{words.giftCards}</Paragraph>}
        {facts.othersHonoured && <Paragraph>{words.othersHonoured}</Paragraph>}
        <Paragraph>{words.sorry}</Paragraph>
        <ActionButton href={siteUrl}>{words.choose}</ActionButton>
        <Small>
          <TextLink href={facts.orderUrl}>{words.open}</TextLink>
        </Small>
      </Layout>
    ),
  };
}

type Words = {
  subject: (number: string) => string;
  preview: string;
  title: string;
  intro: (name: string, number: string) => string;
  participant: (name: string) => string;
  placeGone: string;
  giftCardSpent: string;
  refunded: (amount: string) => string;
  nothingPaid: string;
  arrival: string;
  giftCards: string;
  othersHonoured: string;
  sorry: string;
  choose: string;
  open: string;
};

const WORDS: Record<Locale, Words> = {
  fr: {
    subject: (number) => `Une place n’a pas pu être réservée – commande ${number}`,
    preview: "Ce que vous avez payé en ligne pour elle vous est remboursé.",
    title: "Nous n’avons pas pu tout réserver",
    intro: (name, number) =>
      `Bonjour ${name}, quand votre paiement pour la commande ${number} est arrivé, ceci ne pouvait plus être honoré :`,
    participant: (name) => `Participant : ${name}`,
    placeGone: "La place a été prise entre-temps.",
    giftCardSpent: "Le bon cadeau qui devait la payer a servi ailleurs entre-temps.",
    refunded: (amount) => `Ce qui vous est remboursé : ${amount}`,
    nothingPaid: "Rien n’avait été payé en ligne pour cette ligne.",
    arrival:
      "L’argent revient sur le moyen de paiement que vous avez utilisé, sous 5 à 10 jours ouvrés selon votre banque. Vous n’avez rien à faire.",
    giftCards: "Ce qu’un bon cadeau devait payer pour cette ligne n’en est pas débité : le montant reste sur le bon.",
    othersHonoured: "Tout le reste de votre commande est confirmé.",
    sorry:
      "Nous en sommes désolés. Répondez à cet e-mail ou appelez-nous : nous cherchons volontiers une autre date avec vous.",
    choose: "Voir les autres dates",
    open: "Voir ma commande",
  },
  en: {
    subject: (number) => `A place could not be booked – order ${number}`,
    preview: "What you paid online for it is refunded.",
    title: "We could not book everything",
    intro: (name, number) =>
      `Hello ${name}, when your payment for order ${number} arrived, this could no longer be honoured:`,
    participant: (name) => `Participant: ${name}`,
    placeGone: "The place was taken in the meantime.",
    giftCardSpent: "The gift card that should have paid for it was used elsewhere in the meantime.",
    refunded: (amount) => `What is refunded: ${amount}`,
    nothingPaid: "Nothing had been paid online for this line.",
    arrival:
      "The money goes back to the means of payment that you used, within 5 to 10 working days depending on your bank. There is nothing you need to do.",
    giftCards: "What a gift card should have paid for this line is not taken from it: the amount stays on the card.",
    othersHonoured: "Everything else in your order is confirmed.",
    sorry: "We are sorry. Answer this e-mail or call us: we will gladly look for another date with you.",
    choose: "See other dates",
    open: "See my order",
  },
};
