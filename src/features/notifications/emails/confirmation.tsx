import type { Locale } from "@/db/schema/snapshots";
import { formatMoney } from "@/lib/money";
import { purchaseTime, purchaseTitle } from "./activity-words";
import type { ConfirmationFacts } from "./facts";
import { Layout } from "./layout";
import { ActionButton, type Figure, Figures, Item, Paragraph, Small, Subheading, Warning } from "./parts";
import type { Template } from "./template";

/** To the customer, once the order is paid. The subject carries the order's number. */
export function confirmation(facts: ConfirmationFacts): Template {
  const { locale, school, siteUrl, orderUrl, orderNumber } = facts;
  const words = WORDS[locale];
  const dated = facts.lines.some((line) => line.purchase.type !== "GIFT_CARD" && !line.lost);
  const cards = facts.lines.filter((line) => line.purchase.type === "GIFT_CARD" && !line.lost);
  const lost = facts.lines.some((line) => line.lost);
  return {
    subject: words.subject(orderNumber, school.name),
    body: (
      <Layout
        locale={locale}
        school={school}
        siteUrl={siteUrl}
        preview={words.preview(orderNumber)}
        title={words.title(facts.customerFirstName)}
      >
        <Paragraph>{facts.paidOnlineCents > 0 ? words.paid(orderNumber) : words.coveredByCards(orderNumber)}</Paragraph>
        {lost && <Warning>{words.lost}</Warning>}
        {facts.lines.map((line, index) => (
          <Item
            // oxlint-disable-next-line react/no-array-index-key -- the lines of an order never move
            key={index}
            title={purchaseTitle(line.purchase, locale)}
            details={[
              purchaseTime(line.purchase, locale, school.timeZone),
              line.participantName !== null ? words.participant(line.participantName) : null,
              line.purchase.type === "GIFT_CARD" && line.purchase.recipientName !== null
                ? words.recipient(line.purchase.recipientName)
                : null,
            ]}
            aside={line.lost ? words.lineLost : formatMoney(line.priceCents, locale)}
          />
        ))}
        <Figures rows={figures(facts)} />
        {facts.remainingCents > 0 && <Paragraph>{words.balance(formatMoney(facts.remainingCents, locale))}</Paragraph>}
        {dated && <Paragraph>{words.participantsAreTold}</Paragraph>}
        {cards.length > 0 && <Paragraph>{words.cards(cards.length)}</Paragraph>}
        <ActionButton href={orderUrl}>{words.open}</ActionButton>
        <Small>{words.secret}</Small>
        {dated && (
          <>
            <Subheading>{words.lawTitle}</Subheading>
            <Small>{words.law}</Small>
          </>
        )}
      </Layout>
    ),
  };
}

function figures(facts: ConfirmationFacts): Figure[] {
  const { locale } = facts;
  const words = WORDS[locale];
  const rows: Figure[] = [{ label: words.total, amount: formatMoney(facts.totalCents, locale) }];
  for (const card of facts.giftCards) {
    rows.push({ label: words.giftCard(card.codeEnd), amount: formatMoney(-card.amountCents, locale) });
  }
  if (facts.paidOnlineCents > 0 || facts.giftCards.length === 0) {
    rows.push({ label: words.paidOnline, amount: formatMoney(facts.paidOnlineCents, locale) });
  }
  if (facts.paidAtSchoolCents > 0) {
    rows.push({ label: words.paidAtSchool, amount: formatMoney(facts.paidAtSchoolCents, locale) });
  }
  rows.push({ label: words.remaining, amount: formatMoney(facts.remainingCents, locale), strong: true });
  return rows;
}

type Words = {
  subject: (number: string, school: string) => string;
  preview: (number: string) => string;
  title: (name: string) => string;
  paid: (number: string) => string;
  coveredByCards: (number: string) => string;
  lost: string;
  lineLost: string;
  participant: (name: string) => string;
  recipient: (name: string) => string;
  total: string;
  giftCard: (codeEnd: string) => string;
  paidOnline: string;
  paidAtSchool: string;
  remaining: string;
  balance: (amount: string) => string;
  participantsAreTold: string;
  cards: (count: number) => string;
  open: string;
  secret: string;
  lawTitle: string;
  law: string;
};

const WORDS: Record<Locale, Words> = {
  fr: {
    subject: (number, school) => `Commande ${number} confirmée – ${school}`,
    preview: (number) => `Votre commande ${number} est payée et confirmée.`,
    title: (name) => `Merci ${name}, c’est confirmé !`,
    paid: (number) => `Nous avons bien reçu votre paiement. Voici le récapitulatif de votre commande ${number}.`,
    coveredByCards: (number) =>
      `Votre bon cadeau couvre tout ce qui était dû maintenant. Voici le récapitulatif de votre commande ${number}.`,
    lost: "Une partie de votre commande n’a pas pu être honorée : elle est signalée ci-dessous, et un autre e-mail vous dit ce qui vous est rendu.",
    lineLost: "Non honoré : ce que vous avez payé en ligne pour cette ligne vous est remboursé.",
    participant: (name) => `Participant : ${name}`,
    recipient: (name) => `Pour : ${name}`,
    total: "Total TTC",
    giftCard: (codeEnd) => `Bon cadeau …${codeEnd}`,
    paidOnline: "Payé en ligne",
    paidAtSchool: "Payé à l’école",
    remaining: "Reste à régler à l’école",
    balance: (amount) =>
      `Le solde de ${amount} se règle à l’école, au plus tard le premier jour de l’activité : carte bancaire, espèces, chèque ou virement.`,
    participantsAreTold:
      "Chaque participant reçoit de son côté un e-mail avec les informations pratiques : rendez-vous, équipement, météo.",
    cards: (count) =>
      count === 1
        ? "Le bon cadeau part par e-mail à la date choisie. Son code se trouve aussi sur la page de votre commande."
        : "Les bons cadeaux partent par e-mail aux dates choisies. Leurs codes se trouvent aussi sur la page de votre commande.",
    open: "Voir ma commande",
    secret: "Ce lien est personnel : il ouvre votre commande sans mot de passe. Ne le transmettez pas.",
    lawTitle: "Droit de rétractation",
    law: "Les activités de loisirs fournies à une date ou à une période déterminée ne donnent pas droit à rétractation (article L. 221-28, 12° du Code de la consommation).",
  },
  en: {
    subject: (number, school) => `Order ${number} confirmed – ${school}`,
    preview: (number) => `Your order ${number} is paid and confirmed.`,
    title: (name) => `Thank you ${name}, it’s confirmed!`,
    paid: (number) => `We have received your payment. Here is what you ordered under ${number}.`,
    coveredByCards: (number) =>
      `Your gift card covers everything that was due now. Here is what you ordered under ${number}.`,
    lost: "Part of your order could not be honoured: it is marked below, and another e-mail tells you what is given back.",
    lineLost: "Not honoured: what you paid online for this line is refunded.",
    participant: (name) => `Participant: ${name}`,
    recipient: (name) => `For: ${name}`,
    total: "Total, VAT included",
    giftCard: (codeEnd) => `Gift card …${codeEnd}`,
    paidOnline: "Paid online",
    paidAtSchool: "Paid at the school",
    remaining: "Left to pay at the school",
    balance: (amount) =>
      `The balance of ${amount} is paid at the school, on the first day of the activity at the latest: bank card, cash, cheque or transfer.`,
    participantsAreTold:
      "Each participant receives an e-mail of their own with the practical information: meeting point, equipment, weather.",
    cards: (count) =>
      count === 1
        ? "The gift card leaves by e-mail on the day you chose. Its code is on your order’s page too."
        : "The gift cards leave by e-mail on the days you chose. Their codes are on your order’s page too.",
    open: "See my order",
    secret: "This link is personal: it opens your order without a password. Please do not pass it on.",
    lawTitle: "Right of withdrawal",
    law: "Leisure activities provided on a specific date or period carry no right of withdrawal (article L. 221-28, 12° of the French Consumer Code).",
  },
};
