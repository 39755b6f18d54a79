import { html } from "hono/html";
import { HINTS } from "./hints";

export type Language = "fr" | "en";

const TEXTS = {
  fr: {
    title: "Paiement",
    methods: "Moyen de paiement",
    card: "Carte",
    debit: "Prélèvement bancaire (prend des jours)",
    bank: "Page de la banque (redirection)",
    number: "Numéro de carte",
    expiry: "Date d’expiration",
    expiryHint: "MM / AA",
    cvc: "Code de sécurité",
    account: "Compte à débiter",
    accountPays: "FR14 … 606 : le prélèvement aboutit",
    accountRefuses: "FR84 … 607 : la banque refuse",
    accountDisputes: "FR57 … 608 : aboutit, puis est contesté",
    debitNote: "Le paiement reste « en cours » jusqu’à la réponse de la banque.",
    bankNote: "Vous quitterez cette page pour celle de la banque, puis reviendrez.",
    test: "Paiement d’essai : cartes à utiliser",
    testNote: "Aucun argent ne bouge. Un clic remplit le formulaire.",
  },
  en: {
    title: "Payment",
    methods: "Payment method",
    card: "Card",
    debit: "Bank debit (takes days)",
    bank: "Bank’s page (redirect)",
    number: "Card number",
    expiry: "Expiration date",
    expiryHint: "MM / YY",
    cvc: "Security code",
    account: "Account to debit",
    accountPays: "FR14 … 606: the debit succeeds",
    accountRefuses: "FR84 … 607: the bank refuses",
    accountDisputes: "FR57 … 608: succeeds, then is disputed",
    debitNote: "The payment stays “processing” until the bank has answered.",
    bankNote: "You will leave this page for the bank’s, and come back.",
    test: "Test payment: cards to use",
    testNote: "No money moves. One click fills the form.",
  },
} as const;

/** The card form. What is typed here goes to the sandbox alone; the shop's page never sees it. */
export function paymentElementPage(language: Language) {
  const t = TEXTS[language];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${t.title}</title>
        <link rel="stylesheet" href="/js/payment-element.css" />
        <script type="module" src="/js/payment-element.js"></script>
      </head>
      <body>
        <form novalidate autocomplete="on">
          <fieldset class="methods" aria-label="${t.methods}">
            <label><input type="radio" name="method" value="card" checked /> ${t.card}</label>
            <label><input type="radio" name="method" value="sepa_debit" /> ${t.debit}</label>
            <label><input type="radio" name="method" value="bancontact" /> ${t.bank}</label>
          </fieldset>
          <div data-panel="card" class="grid">
            <label class="field wide">
              <span>${t.number}</span>
              <span class="box">
                <input
                  id="number"
                  name="number"
                  inputmode="numeric"
                  autocomplete="cc-number"
                  placeholder="1234 1234 1234 1234"
                  aria-describedby="problem"
                />
                <span id="brand" aria-hidden="true"></span>
              </span>
            </label>
            <label class="field">
              <span>${t.expiry}</span>
              <input
                id="expiry"
                name="expiry"
                inputmode="numeric"
                autocomplete="cc-exp"
                placeholder="${t.expiryHint}"
                aria-describedby="problem"
              />
            </label>
            <label class="field">
              <span>${t.cvc}</span>
              <input
                id="cvc"
                name="cvc"
                inputmode="numeric"
                autocomplete="cc-csc"
                placeholder="CVC"
                aria-describedby="problem"
              />
            </label>
          </div>
          <div data-panel="sepa_debit" hidden>
            <label class="field">
              <span>${t.account}</span>
              <select name="iban">
                <option value="FR1420041010050500013M02606">${t.accountPays}</option>
                <option value="FR8420041010050500013M02607">${t.accountRefuses}</option>
                <option value="FR5720041010050500013M02608">${t.accountDisputes}</option>
              </select>
            </label>
            <p class="note">${t.debitNote}</p>
          </div>
          <div data-panel="bancontact" hidden><p class="note">${t.bankNote}</p></div>
          <p id="problem" role="alert" hidden></p>
        </form>
        <details>
          <summary>${t.test}</summary>
          <ul class="cards">
            ${HINTS.map(
              (hint) =>
                html`<li>
                  <button type="button" data-card="${hint.number}">
                    <code>${hint.number}</code> <span>${hint[language]}</span>
                  </button>
                </li>`,
            )}
          </ul>
        </details>
      </body>
    </html>`;
}
