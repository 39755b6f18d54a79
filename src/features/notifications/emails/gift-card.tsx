import type { GiftCardSpec, Locale } from "@/db/schema/snapshots";
import { giftCardWorth } from "./activity-words";
import { formatLastDay } from "./dates";
import type { GiftCardFacts } from "./facts";
import { Layout } from "./layout";
import { ActionButton, Paragraph, Quote, Small, Steps, Subheading, Ticket } from "./parts";
import type { Template } from "./template";

/** To the recipient on the chosen day; without the recipient's address, to the customer, who hands it on. */
export function giftCard(facts: GiftCardFacts): Template {
  const { locale, school, siteUrl, spec } = facts;
  const words = WORDS[locale];
  const { title, subject, intro } = facts.readByRecipient ? words.toRecipient(facts) : words.toCustomer(facts);
  const worth = giftCardWorth(spec, locale, facts.balanceCents);
  return {
    subject,
    body: (
      <Layout locale={locale} school={school} siteUrl={siteUrl} preview={words.preview(worth)} title={title}>
        <Paragraph>{intro}</Paragraph>
        {facts.message !== null && <Quote text={facts.message} author={facts.giverName} />}
        <Ticket
          label={words.label}
          worth={worth}
          code={facts.code}
          validity={words.validity(formatLastDay(facts.expiresAt, locale, school.timeZone))}
        />
        <Subheading>{words.useTitle}</Subheading>
        <Steps items={words.use(spec)} />
        <ActionButton href={`${siteUrl}${activityPath(spec)}`}>{words.choose}</ActionButton>
        <Small>{words.keep}</Small>
      </Layout>
    ),
  };
}

/** Where the card is best spent: an amount card pays everything, so it opens the front page. */
function activityPath(spec: GiftCardSpec): string {
  if (spec.kind === "AMOUNT") return "";
  return spec.activity === "STAGE" ? "/stages" : "/baptemes";
}

type Heading = { title: string; subject: string; intro: string };
type Words = {
  preview: (worth: string) => string;
  toRecipient: (facts: GiftCardFacts) => Heading;
  toCustomer: (facts: GiftCardFacts) => Heading;
  label: string;
  validity: (day: string) => string;
  useTitle: string;
  use: (spec: GiftCardSpec) => string[];
  choose: string;
  keep: string;
};

const WORDS: Record<Locale, Words> = {
  fr: {
    preview: (worth) => `Bon cadeau : ${worth}`,
    toRecipient: ({ recipientName, giverName, school }) => ({
      title: `${recipientName}, on vous offre le ciel`,
      subject:
        giverName === null
          ? `Un bon cadeau pour vous – ${school.name}`
          : `${giverName} vous offre un bon cadeau – ${school.name}`,
      intro: `${giverName ?? "Un proche"} vous offre ce bon cadeau.`,
    }),
    toCustomer: ({ recipientName, orderNumber }) => ({
      title: `Le bon cadeau pour ${recipientName}`,
      subject: `Votre bon cadeau pour ${recipientName} – commande ${orderNumber}`,
      intro: `Voici le bon cadeau que vous avez choisi pour ${recipientName}. Transférez-lui cet e-mail, imprimez-le ou recopiez le code.`,
    }),
    label: "Bon cadeau",
    validity: (day) => `Valable jusqu’au ${day}`,
    useTitle: "Comment l’utiliser",
    use: (spec) => [
      spec.kind === "AMOUNT"
        ? "Choisissez un stage, un baptême ou un autre bon cadeau sur notre site."
        : "Choisissez une date sur notre site et ajoutez-la au panier.",
      "Dans le panier, saisissez le code du bon.",
      spec.kind === "AMOUNT"
        ? "Le montant est déduit. S’il en reste, le bon sert à nouveau, autant de fois qu’il dure."
        : "Le bon paie une place entière : il n’y a rien à régler, ni en ligne ni à l’école, pour cette place.",
    ],
    choose: "Choisir une date",
    keep: "Gardez ce code pour vous : quiconque le connaît peut s’en servir.",
  },
  en: {
    preview: (worth) => `Gift card: ${worth}`,
    toRecipient: ({ recipientName, giverName, school }) => ({
      title: `${recipientName}, the sky is yours`,
      subject:
        giverName === null
          ? `A gift card for you – ${school.name}`
          : `${giverName} gives you a gift card – ${school.name}`,
      intro: `${giverName ?? "Someone close to you"} gives you this gift card.`,
    }),
    toCustomer: ({ recipientName, orderNumber }) => ({
      title: `The gift card for ${recipientName}`,
      subject: `Your gift card for ${recipientName} – order ${orderNumber}`,
      intro: `Here is the gift card that you chose for ${recipientName}. Forward this e-mail, print it or copy the code.`,
    }),
    label: "Gift card",
    validity: (day) => `Valid until ${day}`,
    useTitle: "How to use it",
    use: (spec) => [
      spec.kind === "AMOUNT"
        ? "Choose a course, a tandem flight or another gift card on our site."
        : "Choose a date on our site and add it to the cart.",
      "In the cart, enter the card’s code.",
      spec.kind === "AMOUNT"
        ? "The amount is deducted. If some is left, the card can be used again for as long as it lasts."
        : "The card pays for one whole place: there is nothing else to pay for it, online or at the school.",
    ],
    choose: "Choose a date",
    keep: "Keep this code to yourself: whoever knows it can use it.",
  },
};
