import type { Locale } from "@/db/schema/snapshots";
import { formatMoney } from "@/lib/money";
import { formatMoment } from "./dates";
import { declineSentence } from "./decline-sentences";
import type { PaymentFailedFacts } from "./facts";
import { Layout } from "./layout";
import { ActionButton, Paragraph, Small, TextLink, Warning } from "./parts";
import type { Template } from "./template";

/** To the customer, whose attempt to pay was declined: why, that nothing is lost, and how to try again. */
export function paymentFailed(facts: PaymentFailedFacts): Template {
  const { locale, school, siteUrl, payableUntil } = facts;
  const words = WORDS[locale];
  return {
    subject: words.subject(facts.orderNumber),
    body: (
      <Layout locale={locale} school={school} siteUrl={siteUrl} preview={words.preview} title={words.title}>
        <Paragraph>
          {words.intro(facts.customerFirstName, formatMoney(facts.dueNowCents, locale), facts.orderNumber)}
        </Paragraph>
        <Warning>{declineSentence(facts.failureCode, locale)}</Warning>
        <Paragraph>{words.nothingTaken}</Paragraph>
        <Paragraph>
          {payableUntil === null
            ? words.placesMayBeGone
            : words.placesKept(formatMoment(payableUntil, locale, school.timeZone))}
        </Paragraph>
        <ActionButton href={`${siteUrl}/cart`}>{words.retry}</ActionButton>
        <Small>
          {words.otherDevice} <TextLink href={facts.orderUrl}>{words.open}</TextLink>
        </Small>
      </Layout>
    ),
  };
}

type Words = {
  subject: (number: string) => string;
  preview: string;
  title: string;
  intro: (name: string, amount: string, number: string) => string;
  nothingTaken: string;
  placesKept: (until: string) => string;
  placesMayBeGone: string;
  retry: string;
  otherDevice: string;
  open: string;
};

const WORDS: Record<Locale, Words> = {
  fr: {
    subject: (number) => `Votre paiement n’est pas passé – commande ${number}`,
    preview: "Rien n’a été encaissé et votre panier est gardé.",
    title: "Votre paiement n’est pas passé",
    intro: (name, amount, number) =>
      `Bonjour ${name}, le paiement de ${amount} pour la commande ${number} a été refusé.`,
    nothingTaken:
      "Rien n’a été encaissé et votre panier est resté tel quel : vous pouvez réessayer tout de suite, avec la même carte ou une autre.",
    placesKept: (until) => `Vos places vous sont gardées jusqu’au ${until}.`,
    placesMayBeGone:
      "Vos places ne sont plus réservées : si elles sont encore libres, le panier vous permet de les reprendre d’un clic.",
    retry: "Réessayer",
    otherDevice: "Le panier se trouve dans le navigateur avec lequel vous avez commandé.",
    open: "Voir l’état de la commande",
  },
  en: {
    subject: (number) => `Your payment did not go through – order ${number}`,
    preview: "Nothing was taken and your cart is kept.",
    title: "Your payment did not go through",
    intro: (name, amount, number) => `Hello ${name}, the payment of ${amount} for order ${number} was declined.`,
    nothingTaken:
      "Nothing was taken and your cart is just as you left it: you can try again right away, with the same card or another.",
    placesKept: (until) => `Your places are kept until ${until}.`,
    placesMayBeGone:
      "Your places are no longer kept: if they are still free, you can take them again in the cart with one click.",
    retry: "Try again",
    otherDevice: "The cart is in the browser that you ordered with.",
    open: "See the state of the order",
  },
};
