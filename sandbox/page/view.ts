import { html } from "hono/html";
import type { Controls } from "../controls";
import type { World } from "../core/world";
import { statusIn, type Language, type Say, type TextName } from "./texts";

export type Html = ReturnType<typeof html>;

/** What every part of the page needs to show something. */
export type View = {
  world: World;
  controls: Controls;
  language: Language;
  say: Say;
  path: string;
  /** Why the last action could not be done. */
  problem: string | undefined;
};

const SECTIONS: readonly { path: string; name: TextName }[] = [
  { path: "/", name: "payments" },
  { path: "/events", name: "events" },
  { path: "/refunds", name: "refunds" },
  { path: "/disputes", name: "disputes" },
  { path: "/faults", name: "faults" },
  { path: "/requests", name: "requests" },
  { path: "/endpoints", name: "endpoints" },
];

export function layout(view: View, title: string, body: Html) {
  const { say, language, path } = view;
  const faults = view.controls.faults.list().length;
  const current = (section: string) =>
    path === section ||
    (section !== "/" && path.startsWith(`${section}/`)) ||
    (section === "/" && path.startsWith("/payments/"));
  const other = language === "fr" ? "en" : "fr";
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${say("title")}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/_page/page.css" />
        <script type="module" src="/_page/live.js"></script>
      </head>
      <body>
        <header>
          <div class="bar">
            <a class="name" href="/">${say("title")}</a>
            <p class="lead">${say("lead")}</p>
            <a class="language" href="?lang=${other}" lang="${other}">${say("language")}</a>
          </div>
          <nav aria-label="${say("title")}">
            ${SECTIONS.map(
              (section) =>
                html`<a href="${section.path}" ${current(section.path) ? html`aria-current="page"` : ""}
                  >${say(section.name)}${section.path === "/faults" && faults > 0 ? html` <b class="count">${faults}</b>` : ""}</a
                >`,
            )}
          </nav>
        </header>
        <main id="live">
          ${view.problem ? html`<p class="problem" role="alert"><b>${say("failed")}.</b> ${view.problem}</p>` : ""}
          ${body}
        </main>
      </body>
    </html>`;
}

export function chip(view: View, status: string): Html {
  return html`<span class="chip ${tone(status)}" title="${status}">${statusIn(view.language, status)}</span>`;
}

function tone(status: string): string {
  if (["succeeded", "delivered", "won", "warning_closed"].includes(status)) return "good";
  if (["failed", "canceled", "lost", "dropped", "needs_response"].includes(status)) return "bad";
  return ["processing", "pending", "requires_action", "under_review"].includes(status) ? "busy" : "plain";
}

export function price(view: View, cents: number, currency: string): string {
  return new Intl.NumberFormat(view.language, { style: "currency", currency }).format(
    currency === "jpy" ? cents : cents / 100,
  );
}

export function moment(view: View, at: number | Date): Html {
  const date = typeof at === "number" ? new Date(at * 1_000) : at;
  const text = new Intl.DateTimeFormat(view.language === "fr" ? "fr-FR" : "en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(date);
  return html`<time datetime="${date.toISOString()}">${text}</time>`;
}

/** A button that posts; the page comes back to where it stood. */
export function button(
  view: View,
  action: string,
  label: string,
  fields: Record<string, string> = {},
  kind = "",
): Html {
  return html`<form method="post" action="/_page/${action}">
    ${hidden({ ...fields, back: view.path })}
    <button class="${kind}">${label}</button>
  </form>`;
}

export function hidden(fields: Record<string, string>): Html {
  return html`${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`;
}

export function wholeObject(view: View, name: TextName, text: string): Html {
  return html`<details id="whole-${name}">
    <summary>${view.say(name)}</summary>
    <pre tabindex="0">${text}</pre>
  </details>`;
}
