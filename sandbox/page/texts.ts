export type Language = "fr" | "en";

/** What the page says, in both languages side by side so that neither is forgotten. */
const TEXTS = {
  title: ["Bac à sable Stripe", "Stripe sandbox"],
  lead: [
    "Un Stripe local : mêmes requêtes, mêmes événements, aucun argent.",
    "A local Stripe: the same requests, the same events, no money.",
  ],
  payments: ["Paiements", "Payments"],
  events: ["Événements", "Events"],
  refunds: ["Remboursements", "Refunds"],
  disputes: ["Litiges", "Disputes"],
  faults: ["Pannes", "Faults"],
  requests: ["Requêtes", "Requests"],
  endpoints: ["Points de réception", "Webhook endpoints"],
  nothing: ["Rien pour l’instant.", "Nothing yet."],
  nothingPayments: [
    "Aucun paiement pour l’instant : passez une commande dans la boutique, il apparaîtra ici.",
    "No payment yet: place an order in the shop and it will show up here.",
  ],
  noEndpoint: [
    "Aucun point de réception : les événements ne partent nulle part.",
    "No webhook endpoint: events go nowhere.",
  ],
  older: ["Plus anciens", "Older"],
  language: ["English", "Français"],
  faultsOn: ["Pannes en marche", "Faults switched on"],
  back: ["Retour", "Back"],
  amount: ["Montant", "Amount"],
  received: ["Reçu", "Received"],
  created: ["Créé", "Created"],
  metadata: ["Métadonnées", "Metadata"],
  status: ["État", "Status"],
  charge: ["Débit", "Charge"],
  lastError: ["Dernière erreur", "Last error"],
  object: ["Objet complet", "Whole object"],
  actions: ["Agir", "Act"],
  payWith: ["Payer avec", "Pay with"],
  pay: ["Payer", "Pay"],
  decline: ["Faire refuser", "Decline"],
  challengeOk: ["Réussir 3-D Secure", "Complete 3-D Secure"],
  challengeFail: ["Échouer 3-D Secure", "Fail 3-D Secure"],
  settleOk: ["Le prélèvement aboutit", "Debit succeeds"],
  settleFail: ["Le prélèvement est refusé", "Debit is refused"],
  cancel: ["Annuler", "Cancel"],
  capture: ["Encaisser", "Capture"],
  refundAll: ["Rembourser ce qui reste", "Refund what is left"],
  refundPart: ["Rembourser ce montant", "Refund this amount"],
  partAmount: ["Montant à rembourser (en unités, p. ex. 12,50)", "Amount to refund (in units, e.g. 12.50)"],
  openDispute: ["Contester", "Dispute"],
  openInquiry: ["Demande d’information", "Inquiry"],
  disputeWon: ["Gagner", "Win"],
  disputeLost: ["Perdre", "Lose"],
  disputeEscalate: ["Transformer en litige", "Escalate"],
  refundFail: ["Faire échouer", "Fail"],
  refundFinish: ["Aboutir", "Succeed"],
  nothingToDo: ["Plus rien à faire sur ce paiement.", "Nothing more can be done with this payment."],
  resend: ["Renvoyer", "Resend"],
  deliveries: ["Livraisons", "Deliveries"],
  noDelivery: ["Aucun point de réception n’écoutait.", "No endpoint was listening."],
  attempts: ["tentatives", "attempts"],
  attempt: ["tentative", "attempt"],
  byHand: ["à la main", "by hand"],
  nextTry: ["prochaine à", "next at"],
  body: ["Corps envoyé, octet pour octet", "Body as sent, byte for byte"],
  type: ["Type", "Type"],
  about: ["Concerne", "About"],
  listensTo: ["Écoute", "Listens to"],
  allEvents: ["tous les événements", "all events"],
  version: ["Version", "Version"],
  secret: ["Secret", "Secret"],
  off: ["Arrêter", "Switch off"],
  allOff: ["Tout arrêter", "Switch all off"],
  on: ["Mettre en marche", "Switch on"],
  noFault: ["Aucune panne : tout fonctionne.", "No fault: everything works."],
  forDeliveries: ["Livraisons d’événements", "Event deliveries"],
  forRequests: ["Requêtes de l’API", "API requests"],
  kind: ["Panne", "Fault"],
  howOften: ["Probabilité (0 à 1)", "Probability (0 to 1)"],
  howMany: ["Seulement les N prochaines", "Only the next N"],
  onlyPath: ["Seulement ce chemin", "Only this path"],
  onlyMethod: ["Seulement cette méthode", "Only this method"],
  onlyType: ["Seulement ce type d’événement", "Only this event type"],
  copies: ["Copies", "Copies"],
  parallel: ["en même temps", "at the same time"],
  duration: ["Durée (ms)", "Duration (ms)"],
  part: ["Ce qui est abîmé", "What is spoiled"],
  partSignature: ["la signature", "the signature"],
  partBody: ["le corps", "the body"],
  any: ["toutes", "any"],
  lost: ["sans réponse", "no answer"],
  replayed: ["rejouée", "replayed"],
  failed: ["Ce n’est pas possible", "That cannot be done"],
} as const satisfies Record<string, readonly [string, string]>;

export type TextName = keyof typeof TEXTS;
export type Say = (name: TextName) => string;

export function sayIn(language: Language): Say {
  return (name) => TEXTS[name][language === "fr" ? 0 : 1];
}

/** What each status is called to people; the API's own word stands beside it. */
const STATUSES: Readonly<Record<string, readonly [string, string]>> = {
  requires_payment_method: ["attend un moyen de paiement", "needs a payment method"],
  requires_confirmation: ["attend la confirmation", "needs confirmation"],
  requires_action: ["attend la banque (3-D Secure)", "needs authentication"],
  requires_capture: ["autorisé, à encaisser", "authorized, to capture"],
  processing: ["en cours", "processing"],
  succeeded: ["réussi", "succeeded"],
  canceled: ["annulé", "canceled"],
  pending: ["en attente", "pending"],
  failed: ["échoué", "failed"],
  delivered: ["livré", "delivered"],
  dropped: ["perdu exprès", "dropped on purpose"],
  warning_needs_response: ["question ouverte", "open inquiry"],
  warning_under_review: ["question à l’étude", "inquiry under review"],
  warning_closed: ["question close", "inquiry closed"],
  needs_response: ["contesté, fonds retirés", "disputed, funds withdrawn"],
  under_review: ["à l’étude", "under review"],
  won: ["gagné", "won"],
  lost: ["perdu", "lost"],
};

export function statusIn(language: Language, status: string): string {
  return STATUSES[status]?.[language === "fr" ? 0 : 1] ?? status;
}

const FAULTS: Readonly<Record<string, readonly [string, string]>> = {
  duplicate: ["livrer plusieurs fois", "deliver several times"],
  reorder: ["livrer dans le désordre", "deliver out of order"],
  delay: ["livrer en retard", "deliver late"],
  drop: ["ne pas livrer", "do not deliver"],
  corrupt: ["livrer abîmé", "deliver spoiled"],
  rate_limit: ["429 : trop de requêtes", "429: too many requests"],
  lock_timeout: ["429 : objet occupé", "429: object is locked"],
  server_error: ["500, rien n’est fait", "500, nothing is done"],
  server_error_after_work: ["500, mais le travail est fait", "500, but the work is done"],
  unavailable: ["503, rien n’est fait", "503, nothing is done"],
  slow: ["répondre lentement", "answer slowly"],
  time_out: ["ne jamais répondre, rien n’est fait", "never answer, nothing is done"],
  time_out_after_work: ["ne jamais répondre, travail fait", "never answer, the work is done"],
  lose_request: ["couper avant le travail", "hang up before the work"],
  lose_answer: ["faire le travail, perdre la réponse", "do the work, lose the answer"],
};

export function faultIn(language: Language, kind: string): string {
  return FAULTS[kind]?.[language === "fr" ? 0 : 1] ?? kind;
}
