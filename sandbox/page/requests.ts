import { html } from "hono/html";
import { layout, moment, wholeObject, type View } from "./view";

const SHOWN = 100;

export function requestsPage(view: View) {
  const { say } = view;
  const requests = view.controls.requests().slice(-SHOWN).toReversed();
  return layout(
    view,
    say("requests"),
    html`<h1>${say("requests")}</h1>
      ${requests.length === 0 ? html`<p class="empty">${say("nothing")}</p>` : ""}
      <ul class="rows">
        ${requests.map(
          (request) =>
            html`<li class="row">
              <span class="chip ${request.status !== null && request.status < 400 ? "good" : "bad"}"
                >${request.status ?? say("lost")}</span
              >
              <span class="type">${request.method} ${request.path}</span>
              <span class="quiet grow id"
                >${request.replayed ? say("replayed") : ""} ${request.idempotencyKey ?? ""}</span
              >
              <span class="quiet">${moment(view, request.at)}</span>
            </li>`,
        )}
      </ul>`,
  );
}

export function endpointsPage(view: View) {
  const { say } = view;
  const endpoints = view.controls.endpoints();
  return layout(
    view,
    say("endpoints"),
    html`<h1>${say("endpoints")}</h1>
      ${endpoints.length === 0 ? html`<p class="empty">${say("noEndpoint")}</p>` : ""}
      ${endpoints.map(
        (endpoint) =>
          html`<section class="card">
            <h3>${endpoint.url}</h3>
            <dl class="facts">
              <div>
                <dt>ID</dt>
                <dd class="id">${endpoint.id}</dd>
              </div>
              <div>
                <dt>${say("listensTo")}</dt>
                <dd>
                  ${endpoint.enabled_events.includes("*") ? say("allEvents") : endpoint.enabled_events.join(", ")}
                </dd>
              </div>
              <div>
                <dt>${say("version")}</dt>
                <dd>${endpoint.api_version ?? view.world.settings.apiVersion}</dd>
              </div>
            </dl>
            ${wholeObject(view, "secret", endpoint._secret)}
          </section>`,
      )}`,
  );
}
