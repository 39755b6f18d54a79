import { html, raw } from "hono/html";
import type { Letter } from "./letters.ts";
import { SCRIPT, STYLES } from "./page-assets.ts";
import { formatTime, type Language, texts } from "./texts.ts";

export type View = "html" | "text" | "headers";

interface Page {
  language: Language;
  letters: Letter[];
  /** The letter that is read, `"missing"` when its address leads nowhere. */
  opened: Letter | "missing" | undefined;
  view: View;
  nonce: string;
}

export function renderPage({ language, letters, opened, view, nonce }: Page) {
  const words = texts[language];
  const other = language === "fr" ? "en" : "fr";
  const id = typeof opened === "object" ? opened.id : undefined;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${letters.length > 0 ? `(${letters.length}) ` : ""}${words.title}</title>
        <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}" />
        <style nonce="${nonce}">
          ${raw(STYLES)}
        </style>
      </head>
      <body class="${opened === undefined ? "" : "reading"}" data-newest="${letters[0]?.id ?? ""}">
        <header class="top">
          <div>
            <h1><a href="/">${words.title}</a></h1>
            <p>${words.subtitle}</p>
          </div>
          <nav>
            <a href="?lang=${other}" hreflang="${other}" lang="${other}">${words.otherLanguage}</a>
            <button
              type="button"
              id="clear"
              data-confirm="${words.clearConfirm}"
              ${letters.length === 0 ? "disabled" : ""}
            >
              ${words.clear}
            </button>
          </nav>
        </header>
        <main>
          <nav class="list" aria-label="${words.title}">${renderList(letters, id, language)}</nav>
          <article>${renderOpened(opened, letters.length, view, language)}</article>
        </main>
        <script nonce="${nonce}">
          ${raw(SCRIPT)};
        </script>
      </body>
    </html>`;
}

function renderList(letters: Letter[], openedId: string | undefined, language: Language) {
  const words = texts[language];
  if (letters.length === 0) {
    return html`<p class="empty"><strong>${words.empty}</strong><br />${words.emptyHint}</p>`;
  }
  return html`<ol>
    ${letters.map(
      (letter) =>
        html`<li>
          <a href="/messages/${letter.id}" ${letter.id === openedId ? raw('aria-current="page"') : ""}>
            <span class="who">${letter.to || letter.recipients.join(", ")}</span>
            <time datetime="${letter.receivedAt.toISOString()}">${formatTime(letter.receivedAt, language)}</time>
            <span class="subject">${letter.subject || words.noSubject}</span>
            ${letter.copies > 1 ? html`<span class="copies">${words.copies(letter.copy, letter.copies)}</span>` : ""}
          </a>
        </li>`,
    )}
  </ol>`;
}

function renderOpened(opened: Page["opened"], count: number, view: View, language: Language) {
  const words = texts[language];
  if (opened === undefined) return count === 0 ? "" : html`<p class="empty">${words.choose}</p>`;
  if (opened === "missing") {
    return html`<p class="empty">${words.notFound} <a href="/">${words.back}</a></p>`;
  }
  return html`
    <a class="back" href="/">${words.back}</a>
    <h2>${opened.subject || words.noSubject}</h2>
    <dl>
      <dt>${words.from}</dt>
      <dd>${opened.from}</dd>
      <dt>${words.to}</dt>
      <dd>${opened.to || opened.recipients.join(", ")}</dd>
      <dt>${words.received}</dt>
      <dd>${formatTime(opened.receivedAt, language)}</dd>
      <dt>Message-ID</dt>
      <dd>
        <code>${opened.messageId ?? "—"}</code>
        ${opened.copies > 1 ? html`<span class="copies">${words.copies(opened.copy, opened.copies)}</span>` : ""}
      </dd>
      ${renderAttachments(opened, language)}
    </dl>
    <nav class="views">
      ${(["html", "text", "headers"] as const).map(
        (name) => html`<a href="?view=${name}" ${name === view ? raw('aria-current="true"') : ""}>${words[name]}</a>`,
      )}
      <a href="/messages/${opened.id}/raw">${words.raw}</a>
    </nav>
    ${renderBody(opened, view, language)}
  `;
}

function renderAttachments({ id, attachments }: Letter, language: Language) {
  if (attachments.length === 0) return "";
  return html`<dt>${texts[language].attachments}</dt>
    <dd>
      ${attachments.map(
        ({ name, content }, index) =>
          html`<a href="/messages/${id}/attachments/${index}" download>${name}</a>
            (${Math.ceil(content.length / 1024)} kB) `,
      )}
    </dd>`;
}

function renderBody(letter: Letter, view: View, language: Language) {
  const words = texts[language];
  switch (view) {
    case "html":
      // No scripts and no origin of ours inside; links open outside.
      return letter.html === undefined
        ? html`<p class="empty">${words.noHtml}</p>`
        : html`<iframe
            title="${letter.subject}"
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            src="/messages/${letter.id}/html"
          ></iframe>`;
    case "text":
      return letter.text === "" ? html`<p class="empty">${words.noText}</p>` : html`<pre>${letter.text}</pre>`;
    case "headers":
      return html`<pre>${letter.headers.join("\n")}</pre>`;
    default:
      return view satisfies never;
  }
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="2" y="6" width="28" height="20" rx="4" fill="#0f5c7a"/><path d="M4 9l12 9 12-9" fill="none" stroke="#fff" stroke-width="2.5"/></svg>`;
