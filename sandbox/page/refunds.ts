import { html } from "hono/html";
import { list } from "../objects/documents";
import type { Refund } from "../objects/types";
import { button, chip, layout, moment, price, type Html, type View } from "./view";

const SHOWN = 50;

export function refundsPage(view: View) {
  const { say } = view;
  const refunds = list(view.world, "refund", { limit: SHOWN }).data;
  return layout(
    view,
    say("refunds"),
    html`<h1>${say("refunds")}</h1>
      ${refundRows(view, refunds)}`,
  );
}

export function refundRows(view: View, refunds: readonly Refund[]): Html {
  if (refunds.length === 0) return html`<p class="empty">${view.say("nothing")}</p>`;
  return html`<ul class="rows">
    ${refunds.map(
      (refund) =>
        html`<li class="row">
          <span class="money">${price(view, refund.amount, refund.currency)}</span>
          ${chip(view, refund.status)}
          <span class="grow id">
            ${refund.payment_intent ? html`<a href="/payments/${refund.payment_intent}">${refund.id}</a>` : refund.id}
            ${refund.failure_reason ?? ""}
          </span>
          <span class="quiet">${moment(view, refund.created)}</span>
          ${refundButtons(view, refund)}
        </li>`,
    )}
  </ul>`;
}

function refundButtons(view: View, refund: Refund): Html {
  const { say } = view;
  const fields = { id: refund.id };
  const pending = refund.status === "pending" || refund.status === "requires_action";
  return html`<span class="actions">
    ${pending ? html`${button(view, "finish-refund", say("refundFinish"), fields)}${button(view, "cancel-refund", say("cancel"), fields)}` : ""}
    ${pending || refund.status === "succeeded" ? button(view, "fail-refund", say("refundFail"), fields) : ""}
  </span>`;
}
