import { Hono } from "hono";
import { html } from "hono/html";
import type { Bindings } from "../api/app";
import { paymentElementPage } from "./payment-element-page";
import { framePolicy, originOf } from "./policy";

/** The two frames that `stripe.js` puts into the shop's page. */
export function framesApp(): Hono<Bindings> {
  const app = new Hono<Bindings>();
  app.get("/js/payment-element", (c) => {
    const language = c.req.query("locale") === "fr" ? "fr" : "en";
    return c.html(paymentElementPage(language), 200, framePolicy(originOf(c.req.query("parent"))));
  });
  app.get("/js/controller", (c) =>
    c.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <title>Stripe sandbox</title>
            <script type="module" src="/js/controller.js"></script>
          </head>
          <body></body>
        </html>`,
      200,
      framePolicy(originOf(c.req.query("parent"))),
    ),
  );
  return app;
}
