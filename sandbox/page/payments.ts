import { html } from "hono/html";
import { list } from "../objects/documents";
import type { PaymentIntent } from "../objects/types";
import { chip, layout, moment, price, wholeObject, type Html, type View } from "./view";
import { paymentActions } from "./payment-actions";
import { eventRows } from "./events";
import { refundRows } from "./refunds";
import { disputeRows } from "./disputes";

const SHOWN = 30;

export function paymentsPage(view: View, startingAfter: string | undefined) {
  const { say } = view;
  const page = list(view.world, "payment_intent", { limit: SHOWN, startingAfter });
  return layout(
    view,
    say("payments"),
    html`<h1>${say("payments")}</h1>
      ${
        page.data.length === 0
          ? html`<p class="empty">${say("nothingPayments")}</p>`
          : html`<ul class="rows">
              ${page.data.map((intent) => paymentRow(view, intent))}
            </ul>`
      }
      ${page.hasMore ? html`<p><a href="?after=${page.data.at(-1)?.id ?? ""}">${say("older")}</a></p>` : ""}`,
  );
}

function paymentRow(view: View, intent: PaymentIntent): Html {
  return html`<li>
    <a class="row" href="/payments/${intent.id}">
      <span class="money">${price(view, intent.amount, intent.currency)}</span>
      ${chip(view, intent.status)}
      <span class="quiet grow">${labelOf(intent)}</span>
      <span class="quiet">${moment(view, intent.created)}</span>
    </a>
  </li>`;
}

/** What a person would recognize the payment by: a number in the metadata rather than an opaque identifier. */
function labelOf(intent: PaymentIntent): string {
  const named = Object.entries(intent.metadata).find(([key]) => /number|reference/i.test(key));
  return named?.[1] ?? intent.description ?? intent.id;
}

export function paymentPage(view: View, intent: PaymentIntent) {
  const { say } = view;
  const refunds = view.controls.refunds(intent.id);
  const disputes = list(view.world, "dispute", { limit: SHOWN, paymentIntent: intent.id }).data;
  const error = intent.last_payment_error;
  return layout(
    view,
    price(view, intent.amount, intent.currency),
    html`<p class="crumb"><a href="/">← ${say("payments")}</a></p>
      <div class="title">
        <h1 class="money">${price(view, intent.amount, intent.currency)}</h1>
        ${chip(view, intent.status)}
      </div>
      <p class="id">${intent.id}</p>
      <section class="card">
        <h2>${say("actions")}</h2>
        ${paymentActions(view, intent)}
      </section>
      <dl class="facts">
        <div>
          <dt>${say("created")}</dt>
          <dd>${moment(view, intent.created)}</dd>
        </div>
        <div>
          <dt>${say("received")}</dt>
          <dd>${price(view, intent.amount_received, intent.currency)}</dd>
        </div>
        ${
          intent.latest_charge
            ? html`<div>
                <dt>${say("charge")}</dt>
                <dd class="id">${intent.latest_charge}</dd>
              </div>`
            : ""
        }
        ${
          error
            ? html`<div>
                <dt>${say("lastError")}</dt>
                <dd>${error.message} <span class="id">${error.decline_code ?? error.code}</span></dd>
              </div>`
            : ""
        }
        ${Object.entries(intent.metadata).map(
          ([key, value]) =>
            html`<div>
              <dt>${key}</dt>
              <dd class="id">${value}</dd>
            </div>`,
        )}
      </dl>
      ${
        refunds.length > 0
          ? html`<h2>${say("refunds")}</h2>
              ${refundRows(view, refunds)}`
          : ""
      }
      ${
        disputes.length > 0
          ? html`<h2>${say("disputes")}</h2>
              ${disputeRows(view, disputes)}`
          : ""
      }
      <h2>${say("events")}</h2>
      ${eventRows(view, view.controls.events({ paymentIntent: intent.id }).toReversed())}
      ${wholeObject(view, "object", JSON.stringify(intent, null, 2))}`,
  );
}
