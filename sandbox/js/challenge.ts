import { Hono, type Context } from "hono";
import type { Bindings } from "../api/app";
import type { Controls } from "../controls";
import type { World } from "../core/world";
import { find } from "../objects/documents";
import type { NextAction, PaymentIntent } from "../objects/types";
import { challengeDonePage, challengeOverPage, challengePage } from "./challenge-page";
import type { Language } from "./payment-element-page";
import { framePolicy, originOf } from "./policy";

/** The bank's page: in an overlay of the shop's, or as a page of its own that leads back to the shop. */
export function challengeApp(world: World, controls: Controls): Hono<Bindings> {
  const app = new Hono<Bindings>();
  app.get("/challenge/:id", (c) => {
    const language = languageOf(c, c.req.query("locale"));
    const parent = originOf(c.req.query("parent"));
    const key = c.req.query("key") ?? "";
    const intent = find(world, "payment_intent", c.req.param("id"));
    if (!intent || !isAsked(intent, key)) return c.html(challengeOverPage(language, parent), 410, framePolicy(parent));
    return c.html(challengePage({ intent, language, key, parent }), 200, framePolicy(parent));
  });

  app.post("/challenge/:id", async (c) => {
    const form = await c.req.parseBody();
    const parent = originOf(textOf(form["parent"]));
    const language = languageOf(c, textOf(form["locale"]));
    const intent = find(world, "payment_intent", c.req.param("id"));
    // The key is in the address that only the customer was given: nobody else can answer for them.
    if (!intent || !isAsked(intent, textOf(form["key"]) ?? ""))
      return c.html(challengeOverPage(language, parent), 410, framePolicy(parent));

    const action = intent.next_action;
    const after = controls.completeChallenge(intent.id, form["answer"] === "succeed" ? "succeed" : "fail");
    if (action?.type === "redirect_to_url") return c.redirect(wayBack(action.redirect_to_url.return_url, after), 303);
    return parent
      ? c.html(challengeDonePage(language, parent), 200, framePolicy(parent))
      : c.html(challengeOverPage(language, undefined), 200, framePolicy(parent));
  });
  return app;
}

function isAsked(intent: PaymentIntent, key: string): boolean {
  const address = intent.next_action && addressOf(intent.next_action);
  return address !== null && key !== "" && new URL(address).searchParams.get("key") === key;
}

function addressOf(action: NextAction): string {
  return action.type === "redirect_to_url" ? action.redirect_to_url.url : action.use_stripe_sdk.stripe_js;
}

function wayBack(returnUrl: string, intent: PaymentIntent): string {
  const url = new URL(returnUrl);
  url.searchParams.set("payment_intent", intent.id);
  url.searchParams.set("payment_intent_client_secret", intent.client_secret);
  const paid = ["succeeded", "processing", "requires_capture"].includes(intent.status);
  url.searchParams.set("redirect_status", paid ? "succeeded" : "failed");
  return url.href;
}

function languageOf(c: Context<Bindings>, asked: string | undefined): Language {
  if (asked === "fr" || asked === "en") return asked;
  return /^fr\b/i.test(c.req.header("accept-language") ?? "") ? "fr" : "en";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
