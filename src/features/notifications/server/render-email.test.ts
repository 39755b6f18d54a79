import { expect, test } from "vitest";
import { declineSentence } from "../emails/decline-sentences";
import type { ConfirmationFacts, GiftCardFacts, RefundFacts } from "../emails/facts";
import { sampleEmails } from "../emails/samples";
import { renderEmail } from "./render-email";

const LOCALES = ["fr", "en"] as const;

/** The HTML part as a reader sees it; spaces of every width alike. */
const words = (body: string): string =>
  body
    .replace(/<(style|title)[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]+>/g, " ")
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replace(/\s+/g, " ");
const squeezed = (text: string): string => text.replace(/\s+/g, " ");

function sample<Kind extends ConfirmationFacts | GiftCardFacts | RefundFacts>(
  name: string,
  kind: Kind["kind"],
  locale: "fr" | "en" = "fr",
): Kind {
  const facts = sampleEmails(locale)[name];
  if (facts?.kind !== kind) throw new Error(`there is no such sample: ${name}`);
  return facts as Kind; // its kind says so
}

async function renderBoth(facts: Parameters<typeof renderEmail>[0]) {
  const { subject, html, text } = await renderEmail(facts);
  return { subject, html, bodies: [words(html), squeezed(text)] };
}

test.each(LOCALES.flatMap((locale) => Object.keys(sampleEmails(locale)).map((name) => [name, locale] as const)))(
  "%s in %s: a subject, and the same said in both parts, in its language",
  async (name, locale) => {
    const facts = sampleEmails(locale)[name];
    if (facts === undefined) throw new Error("there is no such sample");

    const { subject, html, text } = await renderEmail(facts);

    expect(subject).toMatch(/^.{10,120}$/);
    expect(html).toContain(`lang="${locale}"`);
    expect(html).toContain("prefers-color-scheme: dark");
    for (const said of ["Les Ailes du Semnoz", "bonjour@ailes-du-semnoz.example", "+33 4 50 00 00 00", "RCS Annecy"]) {
      expect(words(html)).toContain(said);
      expect(squeezed(text)).toContain(said);
    }
    expect(`${subject} ${text} ${html}`).not.toMatch(/undefined|null|NaN|\[object|Invalid Date/);
    const stranger = locale === "fr" ? / the | your |Your / : / vous | votre |Votre /;
    expect(text.replace("Maison du parapente", "")).not.toMatch(stranger);
  },
);

test("a confirmation tells what was bought, for whom, what was paid and what remains, and that it cannot be withdrawn", async () => {
  const { subject, html, bodies } = await renderBoth(sample<ConfirmationFacts>("confirmation", "CONFIRMATION"));

  expect(subject).toContain("ENV-001042");
  for (const body of bodies) {
    for (const said of [
      "Stage initiation",
      "lundi 31 mai – vendredi 4 juin 2027",
      "Participant : Léa Dupont",
      "Baptême aventure, vidéo comprise",
      "samedi 12 juin 2027 à 10:30",
      "Hugo Dupont-Lévêque",
      "Bon cadeau : 150,00 €",
      "envoyé le 24 décembre 2026",
      "Pour : Paul Martin",
      "Total TTC 735,00 €",
      "Bon cadeau …C4RN -50,00 €",
      "Payé en ligne 260,00 €",
      "Reste à régler à l’école 425,00 €",
      "Le solde de 425,00 € se règle à l’école",
      "L. 221-28, 12°",
    ]) {
      expect(body).toContain(said);
    }
  }
  expect(html).toContain("https://shop.example/orders/0198c0de-0000-7000-8000-000000000042?token=s3cr3tT0ken");
});

test("a confirmation in English links to the English shop", async () => {
  const { html, bodies } = await renderBoth(sample<ConfirmationFacts>("confirmation", "CONFIRMATION", "en"));

  expect(html).toContain("https://shop.example/en/orders/");
  for (const body of bodies) {
    expect(body).toContain("Saturday, 12 June 2027 at 10:30");
    expect(body).toContain("Left to pay at the school €425.00");
  }
});

test("an order of gift cards only says nothing of activities that cannot be withdrawn", async () => {
  const facts = sample<ConfirmationFacts>("confirmation", "CONFIRMATION");
  const { bodies } = await renderBoth({
    ...facts,
    lines: facts.lines.filter((line) => line.purchase.type === "GIFT_CARD"),
    remainingCents: 0,
  });

  for (const body of bodies) {
    expect(body).not.toContain("221-28");
    expect(body).not.toContain("Le solde");
  }
});

test("a participant's information has no price and no way into the order", async () => {
  for (const locale of LOCALES) {
    const facts = sampleEmails(locale)["participant-stage"];
    if (facts === undefined) throw new Error("there is no such sample");
    const { subject, html, bodies } = await renderBoth(facts);

    expect(subject).toContain("Léa");
    for (const body of bodies) {
      expect(body).not.toMatch(/\d,\d\d\s?€|€\d/);
      expect(body).toContain("Maison du parapente, parking du décollage de Planfait");
    }
    expect(html).not.toMatch(/token=|\/orders\//);
  }
});

test("what people type stays text: markup is shown, not run [M10]", async () => {
  const facts = sample<GiftCardFacts>("gift-card", "GIFT_CARD");
  const { subject, html, bodies } = await renderBoth({
    ...facts,
    giverName: 'Zoé <img src=x onerror="alert(1)"> & "fils" 🪂',
    recipientName: "</td></table><script>alert(1)</script>",
    message: "<b>Salut</b>\nà bientôt\r\n\r\n{{code}} ${x}",
  });

  expect(html).not.toMatch(/<script|<img|<b>|onerror="/);
  for (const body of bodies) {
    expect(body).toContain('Zoé <img src=x onerror="alert(1)"> & "fils" 🪂');
    expect(body).toContain("</td></table><script>alert(1)</script>");
    expect(body).toContain("<b>Salut</b> à bientôt {{code}} ${x}");
  }
  expect(subject).toContain("Zoé <img");
});

test("a line break in a name does not reach the subject [M10]", async () => {
  const facts = sample<GiftCardFacts>("gift-card", "GIFT_CARD");

  const { subject } = await renderEmail({ ...facts, giverName: "Marie\r\nBcc: all@example.org\u2028x\u0000" });

  expect(subject).toBe("Marie Bcc: all@example.org x vous offre un bon cadeau – Les Ailes du Semnoz");
});

test("a school without a row has no contact, and nothing is invented", async () => {
  const facts = sample<RefundFacts>("refund", "REFUND");
  const school = {
    name: "Envol",
    timeZone: "Europe/Paris",
    email: null,
    phone: null,
    address: null,
    meetingPoint: null,
    legalNotice: null,
  };

  const { html, bodies } = await renderBoth({ ...facts, school });

  expect(html).not.toMatch(/mailto:|tel:/);
  for (const body of bodies) expect(body).not.toMatch(/null|Répondez/);
});

test("each reason of a refund has its own words", async () => {
  const facts = sample<RefundFacts>("refund", "REFUND");
  const texts = [];
  for (const reason of ["PLACE_LOST", "GIFT_CARD_SPENT", "DUPLICATE", "STAFF", "STRIPE_DASHBOARD"] as const) {
    texts.push((await renderEmail({ ...facts, reason, purchase: null })).text);
  }

  expect(new Set(texts).size).toBe(5);
});

test("a decline is told by what helps, and never accuses", () => {
  expect(declineSentence("insufficient_funds", "fr")).toContain("plafond");
  expect(declineSentence("expired_card", "en")).toContain("expired");
  for (const code of [
    "lost_card",
    "stolen_card",
    "fraudulent",
    "pickup_card",
    "do_not_honor",
    "generic_decline",
    "a_code_of_tomorrow",
    null,
  ]) {
    expect(declineSentence(code, "en")).toBe(
      "Your bank declined the payment and gave no reason. Try another card, or call your bank: only they can tell you.",
    );
  }
});
