import { readFileSync } from "node:fs";
import { Hono, type Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import type { Bindings } from "../api/app";
import { ownHostOnly } from "../api/own-host";
import type { Controls } from "../controls";
import type { World } from "../core/world";
import { find } from "../objects/documents";
import { pageActions } from "./actions";
import { disputesPage } from "./disputes";
import { eventPage, eventsPage } from "./events";
import { faultsPage } from "./faults";
import { paymentPage, paymentsPage } from "./payments";
import { refundsPage } from "./refunds";
import { endpointsPage, requestsPage } from "./requests";
import { sayIn, type Language } from "./texts";
import { layout, type View } from "./view";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The page for people: everything the sandbox holds, and a button for everything that can happen to it. */
export function pageApp(world: World, controls: Controls, ownLanguage: Language): Hono<Bindings> {
  const app = new Hono<Bindings>();
  const show = (c: Context<Bindings>): View => {
    const language = languageOf(c, ownLanguage);
    return {
      world,
      controls,
      language,
      say: sayIn(language),
      path: c.req.path,
      problem: c.req.query("problem"),
    };
  };
  app.use(ownHostOnly);
  // Another site's form must not press these buttons.
  app.use("/_page/*", csrf());
  app.use(async (c, next) => {
    await next();
    c.header("Content-Security-Policy", POLICY);
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "same-origin");
    c.header("Cache-Control", "no-store");
  });

  app.get("/", (c) => c.html(paymentsPage(show(c), known(world, "payment_intent", c.req.query("after")))));
  app.get("/payments/:id", (c) => {
    const intent = find(world, "payment_intent", c.req.param("id"));
    return intent ? c.html(paymentPage(show(c), intent)) : c.html(nothing(show(c)), 404);
  });
  app.get("/events", (c) => c.html(eventsPage(show(c), known(world, "event", c.req.query("after")))));
  app.get("/events/:id", (c) => {
    const event = find(world, "event", c.req.param("id"));
    return event ? c.html(eventPage(show(c), event)) : c.html(nothing(show(c)), 404);
  });
  app.get("/refunds", (c) => c.html(refundsPage(show(c))));
  app.get("/disputes", (c) => c.html(disputesPage(show(c))));
  app.get("/faults", (c) => c.html(faultsPage(show(c))));
  app.get("/requests", (c) => c.html(requestsPage(show(c))));
  app.get("/endpoints", (c) => c.html(endpointsPage(show(c))));
  asset(app, "page.css", "text/css");
  asset(app, "live.js", "text/javascript");
  app.route("/", pageActions(controls));
  return app;
}

function asset(app: Hono<Bindings>, name: string, type: string): void {
  const content = readFileSync(new URL(`browser/${name}`, import.meta.url), "utf8");
  app.get(`/_page/${name}`, (c) => c.body(content, 200, { "Content-Type": `${type}; charset=utf-8` }));
}

function languageOf(c: Context<Bindings>, own: Language): Language {
  const asked = c.req.query("lang");
  if (asked === "fr" || asked === "en") {
    setCookie(c, "sandbox_lang", asked, {
      path: "/",
      sameSite: "Lax",
      httpOnly: true,
      maxAge: 31_536_000,
    });
    return asked;
  }
  const kept = getCookie(c, "sandbox_lang");
  if (kept === "fr" || kept === "en") return kept;
  const [, spoken] = /^(fr|en)\b/i.exec(c.req.header("accept-language") ?? "") ?? [];
  return spoken?.toLowerCase() === "en" ? "en" : spoken ? "fr" : own;
}

/** A cursor that no longer exists starts from the newest. */
function known(world: World, kind: "payment_intent" | "event", id: string | undefined): string | undefined {
  return id && find(world, kind, id) ? id : undefined;
}

function nothing(view: View) {
  return layout(view, view.say("nothing"), paragraph(view.say("nothing")));
}

function paragraph(text: string) {
  return html`<p class="empty">${text}</p>`;
}
