import { html } from "hono/html";
import type { PaymentIntent } from "../objects/types";
import type { Language } from "./payment-element-page";

const TEXTS = {
  fr: {
    bank: "Banque d’essai",
    title: "Est-ce bien vous ?",
    question: "Votre banque vérifie ce paiement :",
    yes: "Confirmer le paiement",
    no: "Refuser",
    note: "Page d’essai du bac à sable : aucune vraie banque n’est interrogée.",
    done: "C’est fait, un instant…",
    over: "Cette vérification est terminée.",
  },
  en: {
    bank: "Test bank",
    title: "Is this you?",
    question: "Your bank is checking this payment:",
    yes: "Complete authentication",
    no: "Fail authentication",
    note: "A test page of the sandbox: no real bank is asked.",
    done: "Done, one moment…",
    over: "This check is over.",
  },
} as const;

type Asked = { intent: PaymentIntent; language: Language; key: string; parent: string | undefined };

export function challengePage({ intent, language, key, parent }: Asked) {
  const t = TEXTS[language];
  const amount = new Intl.NumberFormat(language, {
    style: "currency",
    currency: intent.currency,
  }).format(intent.amount / 100);
  return page(
    language,
    t.title,
    html`<main>
      <div class="bank"><span>${t.bank}</span><span>3-D Secure</span></div>
      <h1>${t.title}</h1>
      <p>${t.question}</p>
      <p class="amount">${amount}</p>
      <form method="post">
        <input type="hidden" name="key" value="${key}" />
        <input type="hidden" name="locale" value="${language}" />
        <input type="hidden" name="parent" value="${parent ?? ""}" />
        <button class="main" name="answer" value="succeed">${t.yes}</button>
        <button name="answer" value="fail">${t.no}</button>
      </form>
      <p class="quiet">${t.note}</p>
    </main>`,
  );
}

/** Shown inside the overlay for the blink that it still exists. */
export function challengeDonePage(language: Language, parent: string) {
  return page(language, TEXTS[language].title, html`<main><p>${TEXTS[language].done}</p></main>`, parent);
}

export function challengeOverPage(language: Language, parent: string | undefined) {
  return page(language, TEXTS[language].title, html`<main><p>${TEXTS[language].over}</p></main>`, parent);
}

function page(language: Language, title: string, body: ReturnType<typeof html>, parent?: string) {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/js/challenge.css" />
        ${parent ? html`<script type="module" src="/js/challenge-done.js"></script>` : ""}
      </head>
      <body data-parent="${parent ?? ""}">
        ${body}
      </body>
    </html>`;
}
