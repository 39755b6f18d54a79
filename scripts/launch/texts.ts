import type { Language } from "./options.ts";

export interface Texts {
  starting: string;
  startingDev: string;
  database: string;
  seed: string;
  stripe: string;
  mailbox: string;
  build: string;
  shop: string;
  portTaken: (wanted: number, used: number) => string;
  freshStart: (dataDir: string) => string;
  freshKeepsDatabase: string;
  alreadyRunning: (url: string, pid: number) => string;
  endingOrphans: string;
  ready: (seconds: string) => string;
  links: {
    shop: string;
    cart: string;
    api: string;
    stripe: string;
    mailbox: string;
    ownStripe: (webhookUrl: string) => string;
    ownMail: string;
  };
  giftCards: string;
  /** What the seed says of a card, in our language. */
  giftCard: (what: string, euros: string) => string;
  cards: {
    title: string;
    accepted: string;
    declined: string;
    noFunds: string;
    threeDSecure: string;
  };
  kept: (dataDir: string) => string;
  stopHint: string;
  stopping: string;
  stopped: string;
  died: (name: string, how: string) => string;
  logIn: (file: string) => string;
  restarting: (file: string) => string;
  waitingForChange: string;
  seconds: (seconds: number) => string;
}

const FRENCH_CARDS: Record<string, string> = {
  "an amount, spent in part": "montant, entamé",
  "an amount, expired": "montant, expiré",
  "a baptême aventure with video": "baptême aventure avec vidéo",
};

const fr: Texts = {
  starting: "Envol démarre.",
  startingDev: "Envol démarre en mode développement.",
  database: "Base de données (PostgreSQL)",
  seed: "L'école, ses stages et ses baptêmes",
  stripe: "Stripe local",
  mailbox: "Boîte aux lettres",
  build: "Construction des pages",
  shop: "Boutique",
  portTaken: (wanted, used) => `Le port ${wanted} est déjà pris : la boutique utilise le ${used}.`,
  freshStart: (dataDir) => `Les données de ${dataDir} sont effacées : on repart de zéro.`,
  freshKeepsDatabase: "DATABASE_URL désigne votre propre base : elle n'est pas effacée.",
  alreadyRunning: (url, pid) =>
    `Envol tourne déjà sur ces données : ${url} (processus ${pid}). Arrêtez-le, ou choisissez un autre dossier avec --data.`,
  endingOrphans: "Un démarrage précédent a été interrompu brutalement : ses programmes sont arrêtés.",
  ready: (seconds) => `Envol est prêt (${seconds}). Ouvrez :`,
  links: {
    shop: "La boutique",
    cart: "Le panier",
    api: "L'API, documentée",
    stripe: "Le Stripe local",
    mailbox: "La boîte aux lettres",
    ownStripe: (url) => `Stripe est le vôtre. Pour qu'il joigne cette machine : stripe listen --forward-to ${url}`,
    ownMail: "Les e-mails partent par votre serveur (SMTP_URL).",
  },
  giftCards: "Bons cadeaux à essayer",
  giftCard: (what, euros) => `${FRENCH_CARDS[what] ?? what}, reste ${euros.replace(",", " ").replace(".", ",")} €`,
  cards: {
    title: "Cartes d'essai (date à venir, code quelconque)",
    accepted: "acceptée",
    declined: "refusée",
    noFunds: "provision insuffisante",
    threeDSecure: "demande 3-D Secure",
  },
  kept: (dataDir) => `Les données restent dans ${dataDir}, les journaux dans ${dataDir}/logs.`,
  stopHint: "Ctrl-C arrête tout.",
  stopping: "Arrêt…",
  stopped: "Tout est arrêté.",
  died: (name, how) => `${name} s'est arrêté (${how}). Ses dernières lignes :`,
  logIn: (file) => `Journal complet : ${file}`,
  restarting: (file) => `${file} a changé : redémarrage.`,
  waitingForChange: "En attente d'une modification.",
  seconds: (seconds) => `${seconds.toFixed(1).replace(".", ",")} s`,
};

const en: Texts = {
  starting: "Envol is starting.",
  startingDev: "Envol is starting for development.",
  database: "Database (PostgreSQL)",
  seed: "The school, its courses and first flights",
  stripe: "Local Stripe",
  mailbox: "Mailbox",
  build: "Building the pages",
  shop: "Shop",
  portTaken: (wanted, used) => `Port ${wanted} is taken already: the shop uses ${used}.`,
  freshStart: (dataDir) => `The data in ${dataDir} is removed: a fresh start.`,
  freshKeepsDatabase: "DATABASE_URL names a database of your own: it is not emptied.",
  alreadyRunning: (url, pid) =>
    `Envol runs on this data already: ${url} (process ${pid}). Stop it, or choose another folder with --data.`,
  endingOrphans: "An earlier start was killed: the programs that it left are ended.",
  ready: (seconds) => `Envol is ready (${seconds}). Open:`,
  links: {
    shop: "The shop",
    cart: "The cart",
    api: "The API, documented",
    stripe: "The local Stripe",
    mailbox: "The mailbox",
    ownStripe: (url) => `Stripe is your own. To let it reach this machine: stripe listen --forward-to ${url}`,
    ownMail: "E-mails leave through your server (SMTP_URL).",
  },
  giftCards: "Gift cards to try",
  giftCard: (what, euros) => `${what}, €${euros} left`,
  cards: {
    title: "Test cards (any date to come, any code)",
    accepted: "accepted",
    declined: "declined",
    noFunds: "insufficient funds",
    threeDSecure: "asks for 3-D Secure",
  },
  kept: (dataDir) => `The data stays in ${dataDir}, the logs in ${dataDir}/logs.`,
  stopHint: "Ctrl-C stops everything.",
  stopping: "Stopping…",
  stopped: "Everything has stopped.",
  died: (name, how) => `${name} has ended (${how}). Its last lines:`,
  logIn: (file) => `The whole log: ${file}`,
  restarting: (file) => `${file} has changed: restarting.`,
  waitingForChange: "Waiting for a change.",
  seconds: (seconds) => `${seconds.toFixed(1)} s`,
};

export function textsFor(language: Language): Texts {
  return language === "fr" ? fr : en;
}
