import { html } from "hono/html";
import { API_FAULTS, DELIVERY_FAULTS, type Fault } from "../core/faults";
import { faultIn } from "./texts";
import { button, hidden, layout, type Html, type View } from "./view";

export function faultsPage(view: View) {
  const { say, controls } = view;
  const on = controls.faults.list();
  return layout(
    view,
    say("faults"),
    html`<h1>${say("faults")}</h1>
      <section class="card">
        <h2>${say("faultsOn")}</h2>
        ${
          on.length === 0
            ? html`<p class="quiet">${say("noFault")}</p>`
            : html`<ul class="rows">
                  ${on.map((fault) => faultRow(view, fault))}
                </ul>
                ${button(view, "clear-faults", say("allOff"), {}, "quiet")}`
        }
      </section>
      <div class="two">${deliveryForm(view)} ${requestForm(view)}</div>`,
  );
}

function faultRow(view: View, fault: Fault): Html {
  const { kind, ...details } = fault;
  return html`<li class="row">
    <b>${faultIn(view.language, kind)}</b>
    <span class="quiet grow id"
      >${Object.entries(details)
        .map(([name, value]) => `${name}=${String(value)}`)
        .join(" ")}</span
    >
    ${button(view, "clear-faults", view.say("off"), { kind })}
  </li>`;
}

function deliveryForm(view: View): Html {
  const { say } = view;
  return html`<form method="post" action="/_page/add-fault" class="card stack">
    <h2>${say("forDeliveries")}</h2>
    ${hidden({ back: view.path })} ${kinds(view, DELIVERY_FAULTS)} ${always(view)}
    ${field(say("onlyType"), html`<input name="eventType" placeholder="payment_intent.succeeded" />`)}
    <div class="pair">
      ${field(say("copies"), html`<input name="copies" type="number" min="1" max="100" placeholder="2" />`)}
      <label class="check"><input type="checkbox" name="parallel" value="true" /> ${say("parallel")}</label>
    </div>
    ${field(say("duration"), html`<input name="ms" type="number" min="0" placeholder="5000" />`)}
    ${field(
      say("part"),
      html`<select name="part">
        <option value="signature">${say("partSignature")}</option>
        <option value="body">${say("partBody")}</option>
      </select>`,
    )}
    <button class="main">${say("on")}</button>
  </form>`;
}

function requestForm(view: View): Html {
  const { say } = view;
  return html`<form method="post" action="/_page/add-fault" class="card stack">
    <h2>${say("forRequests")}</h2>
    ${hidden({ back: view.path })} ${kinds(view, API_FAULTS)} ${always(view)}
    <div class="pair">
      ${field(
        say("onlyMethod"),
        html`<select name="method">
          <option value="">${say("any")}</option>
          <option>GET</option>
          <option>POST</option>
          <option>DELETE</option>
        </select>`,
      )}
      ${field(say("onlyPath"), html`<input name="path" placeholder="/v1/payment_intents/*/cancel" />`)}
    </div>
    ${field(say("duration"), html`<input name="ms" type="number" min="0" placeholder="2000" />`)}
    <button class="main">${say("on")}</button>
  </form>`;
}

function kinds(view: View, all: readonly Fault["kind"][]): Html {
  return field(
    view.say("kind"),
    html`<select name="kind">
      ${all.map((kind) => html`<option value="${kind}">${faultIn(view.language, kind)}</option>`)}
    </select>`,
  );
}

function always(view: View): Html {
  return html`<div class="pair">
    ${field(view.say("howMany"), html`<input name="count" type="number" min="1" placeholder="∞" />`)}
    ${field(view.say("howOften"), html`<input name="probability" type="number" min="0" max="1" step="0.05" placeholder="1" />`)}
  </div>`;
}

function field(label: string, input: Html): Html {
  return html`<label><span>${label}</span>${input}</label>`;
}
