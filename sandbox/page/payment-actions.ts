import { html } from "hono/html";
import { HINTS } from "../js/hints";
import { find } from "../objects/documents";
import type { PaymentIntent } from "../objects/types";
import { button, hidden, type Html, type View } from "./view";

/** The buttons that the payment's status allows: what a customer, a bank or the shop's staff could do now. */
export function paymentActions(view: View, intent: PaymentIntent): Html {
  const { say } = view;
  const fields = { id: intent.id };
  switch (intent.status) {
    case "requires_payment_method":
    case "requires_confirmation":
      return html`<div class="actions">
        ${payForm(view, intent)} ${button(view, "pay", say("decline"), { ...fields, method: "pm_card_chargeDeclined" })}
        ${button(view, "cancel", say("cancel"), fields, "quiet")}
      </div>`;
    case "requires_action":
      return html`<div class="actions">
        ${button(view, "challenge", say("challengeOk"), { ...fields, answer: "succeed" }, "main")}
        ${button(view, "challenge", say("challengeFail"), { ...fields, answer: "fail" })}
        ${button(view, "cancel", say("cancel"), fields, "quiet")}
      </div>`;
    case "processing":
      return html`<div class="actions">
        ${button(view, "settle", say("settleOk"), { ...fields, outcome: "succeed" }, "main")}
        ${button(view, "settle", say("settleFail"), { ...fields, outcome: "fail" })}
      </div>`;
    case "requires_capture":
      return html`<div class="actions">
        ${button(view, "capture", say("capture"), fields, "main")}
        ${button(view, "cancel", say("cancel"), fields, "quiet")}
      </div>`;
    case "succeeded":
      return afterSuccess(view, intent);
    case "canceled":
      return html`<p class="quiet">${say("nothingToDo")}</p>`;
    default:
      intent.status satisfies never;
      return html``;
  }
}

function payForm(view: View, intent: PaymentIntent): Html {
  const { say, language } = view;
  return html`<form method="post" action="/_page/pay" class="inline">
    ${hidden({ id: intent.id, back: view.path })}
    <label>
      <span>${say("payWith")}</span>
      <select name="method">
        ${HINTS.map((hint) => html`<option value="${hint.token}">${hint.number.slice(-4)} · ${hint[language]}</option>`)}
        <option value="pm_card_pendingRefund">
          7726 · ${language === "fr" ? "remboursement en attente" : "its refund stays pending"}
        </option>
        ${
          intent.payment_method_types.includes("sepa_debit")
            ? html`<option value="pm_sepaDebit_success">SEPA · ${language === "fr" ? "aboutit" : "succeeds"}</option>
                <option value="pm_sepaDebit_fail">SEPA · ${language === "fr" ? "refusé" : "refused"}</option>`
            : ""
        }
      </select>
    </label>
    <button class="main">${say("pay")}</button>
  </form>`;
}

function afterSuccess(view: View, intent: PaymentIntent): Html {
  const { say } = view;
  const charge = intent.latest_charge ? find(view.world, "charge", intent.latest_charge) : undefined;
  if (!charge) return html`<p class="quiet">${say("nothingToDo")}</p>`;
  return html`<div class="actions">
    ${
      charge.refunded
        ? ""
        : html`${button(view, "refund", say("refundAll"), { id: intent.id }, "main")}
            <form method="post" action="/_page/refund" class="inline">
              ${hidden({ id: intent.id, back: view.path })}
              <label>
                <span>${say("partAmount")}</span>
                <input name="amount" inputmode="decimal" required pattern="\\d+([.,]\\d{1,2})?" size="8" />
              </label>
              <button>${say("refundPart")}</button>
            </form>`
    }
    ${
      charge.disputed
        ? ""
        : html`${button(view, "dispute", say("openDispute"), { id: intent.id })}
          ${button(view, "dispute", say("openInquiry"), { id: intent.id, inquiry: "true" })}`
    }
    ${charge.refunded && charge.disputed ? html`<p class="quiet">${say("nothingToDo")}</p>` : ""}
  </div>`;
}
