export type Language = "fr" | "en";

const fr = {
  title: "Boîte aux lettres",
  subtitle: "Tous les e-mails que l'école envoie arrivent ici, et ne vont pas plus loin.",
  empty: "Aucun e-mail pour l'instant.",
  emptyHint: "Passez une commande dans la boutique : sa confirmation arrivera ici.",
  choose: "Choisissez un e-mail.",
  from: "De",
  to: "À",
  received: "Reçu",
  copies: (copy: number, copies: number) => `exemplaire ${copy} sur ${copies} (même Message-ID)`,
  html: "HTML",
  text: "Texte",
  headers: "En-têtes",
  raw: "Source",
  attachments: "Pièces jointes",
  noHtml: "Cet e-mail n'a pas de version HTML.",
  noText: "Cet e-mail n'a pas de version texte.",
  noSubject: "(sans objet)",
  clear: "Tout effacer",
  clearConfirm: "Effacer tous les e-mails ?",
  otherLanguage: "English",
  notFound: "Cet e-mail n'existe pas, ou plus.",
  back: "Retour à la liste",
};

export type Texts = typeof fr;

const en: Texts = {
  title: "Mailbox",
  subtitle: "Every e-mail that the school sends arrives here, and goes no further.",
  empty: "No e-mail yet.",
  emptyHint: "Place an order in the shop: its confirmation will arrive here.",
  choose: "Choose an e-mail.",
  from: "From",
  to: "To",
  received: "Received",
  copies: (copy, copies) => `copy ${copy} of ${copies} (same Message-ID)`,
  html: "HTML",
  text: "Text",
  headers: "Headers",
  raw: "Source",
  attachments: "Attachments",
  noHtml: "This e-mail has no HTML version.",
  noText: "This e-mail has no text version.",
  noSubject: "(no subject)",
  clear: "Delete all",
  clearConfirm: "Delete all e-mails?",
  otherLanguage: "Français",
  notFound: "This e-mail does not exist, or no longer.",
  back: "Back to the list",
};

export const texts: Record<Language, Texts> = { fr, en };

export function formatTime(time: Date, language: Language): string {
  return new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "medium",
  }).format(time);
}
