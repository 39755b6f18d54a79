import { html } from "hono/html";
import { list } from "../objects/documents";
import type { Dispute } from "../objects/types";
import { button, chip, layout, moment, price, type Html, type View } from "./view";

const SHOWN = 50;

export function disputesPage(view: View) {
  const { say } = view;
  const disputes = list(view.world, "dispute", { limit: SHOWN }).data;
  return layout(
    view,
    say("disputes"),
    html`<h1>${say("disputes")}</h1>
      ${disputeRows(view, disputes)}`,
  );
}

export function disputeRows(view: View, disputes: readonly Dispute[]): Html {
  if (disputes.length === 0) return html`<p class="empty">${view.say("nothing")}</p>`;
  return html`<ul class="rows">
    ${disputes.map(
      (dispute) =>
        html`<li class="row">
          <span class="money">${price(view, dispute.amount, dispute.currency)}</span>
          ${chip(view, dispute.status)}
          <span class="grow id">
            ${
              dispute.payment_intent
                ? html`<a href="/payments/${dispute.payment_intent}">${dispute.id}</a>`
                : dispute.id
            }
            ${dispute.reason}
          </span>
          <span class="quiet">${moment(view, dispute.created)}</span>
          ${disputeButtons(view, dispute)}
        </li>`,
    )}
  </ul>`;
}

function disputeButtons(view: View, dispute: Dispute): Html {
  const { say } = view;
  const fields = { id: dispute.id };
  if (["won", "lost", "warning_closed"].includes(dispute.status)) return html``;
  return html`<span class="actions">
    ${button(view, "close-dispute", say("disputeWon"), { ...fields, outcome: "won" })}
    ${button(view, "close-dispute", say("disputeLost"), { ...fields, outcome: "lost" })}
    ${dispute.status.startsWith("warning_") ? button(view, "escalate-dispute", say("disputeEscalate"), fields) : ""}
  </span>`;
}
