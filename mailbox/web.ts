import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";
import type { Letter, Letters } from "./letters.ts";
import { renderPage, type View } from "./page.ts";
import type { Language } from "./texts.ts";

/** The mailbox as a page for people and as JSON for tests. */
export function mailboxWeb(letters: Letters): Hono {
  const app = new Hono();
  app.use(secureHeaders({ originAgentCluster: false, xFrameOptions: "SAMEORIGIN", strictTransportSecurity: false }));

  app.get("/", (context) => showPage(context, letters, undefined));
  app.get("/messages/:id", (context) => showPage(context, letters, letters.find(context.req.param("id")) ?? "missing"));
  app.get("/messages/:id/html", (context) => {
    const letter = letters.find(context.req.param("id"));
    if (letter?.html === undefined) return context.notFound();
    // Whatever the letter holds: it may show and be clicked, not run, nor ask our own pages for anything.
    context.header(
      "Content-Security-Policy",
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: http: https:; style-src 'unsafe-inline'; font-src data: http: https:; frame-ancestors 'self'",
    );
    return context.html(`<base target="_blank">${letter.html}`);
  });
  app.get("/messages/:id/raw", (context) => {
    const letter = letters.find(context.req.param("id"));
    return letter ? context.text(letter.raw.toString("latin1")) : context.notFound();
  });
  app.get("/messages/:id/attachments/:index", (context) => {
    const { id, index } = context.req.param();
    const attachment = letters.find(id)?.attachments[Number(index)];
    if (!attachment) return context.notFound();
    return context.body(new Uint8Array(attachment.content), 200, {
      "Content-Type": attachment.contentType,
      // Never shown in our own origin: an attached page could run scripts there.
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(attachment.name)}`,
    });
  });

  app.get("/api/messages", (context) => {
    const to = context.req.query("to")?.toLowerCase();
    const found = letters.all().filter((letter) => to === undefined || isFor(letter, to));
    return context.json({ messages: found.map(describe) });
  });
  app.get("/api/messages/:id", (context) => {
    const letter = letters.find(context.req.param("id"));
    return letter ? context.json({ message: describe(letter) }) : context.notFound();
  });
  app.delete("/api/messages", (context) => {
    letters.clear();
    return context.body(null, 204);
  });
  app.get("/api/newest", (context) => context.json({ newest: letters.all()[0]?.id ?? null }));
  return app;
}

function showPage(context: Context, letters: Letters, opened: Letter | "missing" | undefined) {
  const nonce = randomBytes(16).toString("base64");
  context.header(
    "Content-Security-Policy",
    `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  context.header("Cache-Control", "no-store");
  const page = {
    language: languageOf(context),
    letters: letters.all(),
    opened,
    view: viewOf(context.req.query("view"), opened),
    nonce,
  };
  return context.html(renderPage(page), opened === "missing" ? 404 : 200);
}

function viewOf(asked: string | undefined, opened: Letter | "missing" | undefined): View {
  if (asked === "html" || asked === "text" || asked === "headers") return asked;
  return typeof opened === "object" && opened.html === undefined ? "text" : "html";
}

/** Asked for by a link, remembered from an earlier one, or the browser's; French where nothing says otherwise. */
function languageOf(context: Context): Language {
  const asked = context.req.query("lang");
  if (asked === "fr" || asked === "en") {
    setCookie(context, "lang", asked, { httpOnly: true, sameSite: "Lax" });
    return asked;
  }
  const remembered = getCookie(context, "lang");
  if (remembered === "fr" || remembered === "en") return remembered;
  return context.req.header("Accept-Language")?.toLowerCase().startsWith("en") ? "en" : "fr";
}

function isFor(letter: Letter, address: string): boolean {
  return letter.recipients.some((recipient) => recipient.toLowerCase() === address);
}

function describe(letter: Letter) {
  const { id, receivedAt, recipients, from, to, subject, messageId, copy, copies, text, html, headers } = letter;
  return {
    id,
    receivedAt: receivedAt.toISOString(),
    recipients,
    from,
    to,
    subject,
    messageId: messageId ?? null,
    copy,
    copies,
    text,
    html: html ?? null,
    headers,
    attachments: letter.attachments.map(({ name, contentType, content }) => ({
      name,
      contentType,
      bytes: content.length,
    })),
  };
}
