import type { Locale } from "@/db/schema/snapshots";
import { activityDay, activityName, activityTime, purchaseTitle } from "./activity-words";
import type { Activity, ParticipantInfoFacts } from "./facts";
import { Layout } from "./layout";
import { Bullets, Facts, Paragraph, Subheading, TextLink } from "./parts";
import type { Template } from "./template";

/**
 * To each participant of a booking, who is not always the one who pays: so no price, and no link to the order. Two
 * participants who share an address get one each, with their name in the subject.
 */
export function participantInfo(facts: ParticipantInfoFacts): Template {
  const { locale, school, activity } = facts;
  const words = WORDS[locale];
  return {
    subject: words.subject(
      facts.participantFirstName,
      activityName(activity, locale),
      activityDay(activity, locale, school.timeZone),
    ),
    body: (
      <Layout
        locale={locale}
        school={school}
        siteUrl={facts.siteUrl}
        preview={words.preview}
        title={words.title(facts.participantFirstName)}
      >
        <Paragraph>{words.intro}</Paragraph>
        <Facts
          rows={[
            { label: words.what, value: purchaseTitle(activity, locale) },
            { label: words.when, value: <When activity={activity} locale={locale} timeZone={school.timeZone} /> },
            ...(school.meetingPoint === null ? [] : [{ label: words.where, value: school.meetingPoint }]),
            ...contact(facts),
            { label: words.reference, value: facts.orderNumber },
          ]}
        />
        <Paragraph>{activity.type === "STAGE" ? words.stageTime : words.baptemeTime}</Paragraph>
        <Subheading>{words.bringTitle}</Subheading>
        <Bullets items={words.bring(activity)} />
        <Subheading>{words.weatherTitle}</Subheading>
        <Paragraph>{words.weather}</Paragraph>
        <Subheading>{words.beforeTitle}</Subheading>
        <Bullets items={words.before} />
      </Layout>
    ),
  };
}

function When({ activity, locale, timeZone }: { activity: Activity; locale: Locale; timeZone: string }) {
  const time = activityTime(activity, locale, timeZone);
  if (activity.type === "STAGE") return time;
  return locale === "fr"
    ? `${time} (prévoyez environ ${activity.durationMinutes} minutes sur place)`
    : `${time} (allow about ${activity.durationMinutes} minutes on site)`;
}

function contact({ locale, school }: ParticipantInfoFacts) {
  if (school.phone === null && school.email === null) return [];
  return [
    {
      label: WORDS[locale].contact,
      value: (
        <>
          {school.phone !== null && (
            <TextLink href={`tel:${school.phone.replace(/[^+\d]/g, "")}`}>{school.phone}</TextLink>
          )}
          {school.phone !== null && school.email !== null && " · "}
          {school.email !== null && <TextLink href={`mailto:${school.email}`}>{school.email}</TextLink>}
        </>
      ),
    },
  ];
}

type Words = {
  subject: (name: string, activity: string, day: string) => string;
  preview: string;
  title: (name: string) => string;
  intro: string;
  what: string;
  when: string;
  where: string;
  contact: string;
  reference: string;
  stageTime: string;
  baptemeTime: string;
  bringTitle: string;
  bring: (activity: Activity) => string[];
  weatherTitle: string;
  weather: string;
  beforeTitle: string;
  before: string[];
};

const isCold = (activity: Activity): boolean => activity.type === "BAPTEME" && activity.category === "HIVER";

const WORDS: Record<Locale, Words> = {
  fr: {
    subject: (name, activity, day) =>
      `${name}, votre ${activity.charAt(0).toLowerCase()}${activity.slice(1)} du ${day} : infos pratiques`,
    preview: "Rendez-vous, équipement, météo : tout ce qu’il faut savoir avant de voler.",
    title: (name) => `${name}, votre place est réservée`,
    intro: "Voici ce qu’il faut savoir avant de nous rejoindre. Gardez cet e-mail sous la main le jour venu.",
    what: "Activité",
    when: "Quand",
    where: "Rendez-vous",
    contact: "Nous joindre",
    reference: "Référence de la réservation",
    stageTime: "L’heure du rendez-vous suit la météo : l’école vous la confirme la veille du premier jour.",
    baptemeTime: "Soyez sur place à l’heure indiquée : votre moniteur vous y attend. En cas de retard, appelez-nous.",
    bringTitle: "Ce qu’il faut apporter",
    bring: (activity) => [
      "Des chaussures fermées qui tiennent bien la cheville",
      isCold(activity)
        ? "Des vêtements d’hiver : pantalon chaud, veste épaisse, gants et bonnet"
        : "Un pantalon long, une veste coupe-vent et des gants fins",
      "Des lunettes de soleil et de la crème solaire",
      ...(activity.type === "STAGE"
        ? ["De l’eau et un pique-nique pour chaque jour", "De quoi prendre des notes pour les cours théoriques"]
        : []),
      "Pour un participant mineur : l’autorisation écrite d’un parent",
    ],
    weatherTitle: "Et s’il fait mauvais ?",
    weather:
      "On ne vole que si les conditions sont sûres : c’est l’école qui décide. Si la météo ne s’y prête pas, elle vous appelle et vous propose une autre date ; si aucune ne convient, l’activité que l’école n’a pas pu assurer est remboursée.",
    beforeTitle: "Prévenez-nous avant de venir",
    before: [
      "si votre poids ou votre taille ont changé : le matériel est préparé pour vous",
      "en cas de grossesse, de problème de santé ou de blessure récente",
      "si vous ne pouvez pas venir ou serez en retard",
    ],
  },
  en: {
    subject: (name, activity, day) =>
      `${name}, your ${activity.charAt(0).toLowerCase()}${activity.slice(1)} on ${day}: practical information`,
    preview: "Meeting point, equipment, weather: all you need to know before you fly.",
    title: (name) => `${name}, your place is booked`,
    intro: "Here is what you need to know before you join us. Keep this e-mail at hand on the day.",
    what: "Activity",
    when: "When",
    where: "Meeting point",
    contact: "How to reach us",
    reference: "Booking reference",
    stageTime: "The meeting time follows the weather: the school confirms it the day before the first day.",
    baptemeTime: "Please be there at the time above: your instructor is waiting for you. If you are late, call us.",
    bringTitle: "What to bring",
    bring: (activity) => [
      "Closed shoes that support your ankles",
      isCold(activity)
        ? "Winter clothes: warm trousers, a thick jacket, gloves and a hat"
        : "Long trousers, a windproof jacket and thin gloves",
      "Sunglasses and sun cream",
      ...(activity.type === "STAGE"
        ? ["Water and a packed lunch for each day", "Something to take notes with during the theory lessons"]
        : []),
      "For a participant under 18: a parent’s written permission",
    ],
    weatherTitle: "What if the weather is bad?",
    weather:
      "We only fly when it is safe, and the school decides. If the weather does not allow it, the school calls you and offers another date; if none suits you, the activity that the school could not provide is refunded.",
    beforeTitle: "Let us know before you come",
    before: [
      "if your weight or height has changed: the equipment is prepared for you",
      "in case of pregnancy, a health problem or a recent injury",
      "if you cannot come or will be late",
    ],
  },
};
