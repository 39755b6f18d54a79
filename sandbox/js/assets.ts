import { readFileSync } from "node:fs";
import { Hono } from "hono";
import type { Bindings } from "../api/app";

const FILES = [
  "api.js",
  "appearance.js",
  "card-fields.js",
  "challenge-done.js",
  "challenge.css",
  "controller.js",
  "frame.js",
  "payment-element.css",
  "payment-element.js",
  "texts.js",
] as const;

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

/** In the order in which each needs the ones before it. */
const STRIPE_JS = ["stripe-frames.js", "stripe-elements.js", "stripe.js"] as const;

/** The scripts that browsers run, as they are: only these names, so that no path can lead elsewhere. */
export function assetsApp(): Hono<Bindings> {
  const app = new Hono<Bindings>();
  const served = new Map<string, string>([["stripe.js", classicScript(STRIPE_JS)]]);
  for (const name of FILES) served.set(name, sourceOf(name));
  for (const [name, content] of served) {
    const type = TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain";
    app.get(`/js/${name}`, (c) =>
      c.body(content, 200, {
        "Content-Type": type,
        // Another version of the sandbox may stand here a minute later.
        "Cache-Control": "no-cache",
        // The shop's page is of another origin and may ask for isolation.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
      }),
    );
  }
  return app;
}

/**
 * Stripe.js is loaded by a plain script tag, and `window.Stripe` must be there when it has loaded: a module would come
 * too late. So the modules are joined into one classic script.
 */
function classicScript(names: readonly string[]): string {
  const joined = names
    .map((name) =>
      sourceOf(name)
        .replaceAll(/^import [^;]+;\n/gm, "")
        .replaceAll(/^export (?=class|function)/gm, ""),
    )
    .join("\n");
  return `(() => {\n"use strict";\n${joined}\n})();\n`;
}

function sourceOf(name: string): string {
  return readFileSync(new URL(`browser/${name}`, import.meta.url), "utf8");
}
