import { html } from "hono/html";
import { attemptsOf, deliveriesOf, type Attempt } from "../deliveries/find";
import type { Delivery } from "../deliveries/queue";
import { find, list } from "../objects/documents";
import type { StripeEvent } from "../objects/types";
import { button, chip, layout, moment, wholeObject, type Html, type View } from "./view";

const SHOWN = 40;

export function eventsPage(view: View, startingAfter: string | undefined) {
  const page = list(view.world, "event", { limit: SHOWN, startingAfter });
  return layout(
    view,
    view.say("events"),
    html`<h1>${view.say("events")}</h1>
      ${eventRows(view, page.data)}
      ${page.hasMore ? html`<p><a href="?after=${page.data.at(-1)?.id ?? ""}">${view.say("older")}</a></p>` : ""}`,
  );
}

export function eventRows(view: View, events: readonly StripeEvent[]): Html {
  if (events.length === 0) return html`<p class="empty">${view.say("nothing")}</p>`;
  return html`<ul class="rows">
    ${events.map((event) => {
      const deliveries = deliveriesOf(view.world, event.id);
      const tries = deliveries.reduce((sum, delivery) => sum + delivery.tries, 0);
      return html`<li>
        <a class="row" href="/events/${event.id}">
          <span class="type">${event.type}</span>
          ${deliveries[0] ? chip(view, deliveries[0].status) : ""}
          <span class="quiet grow">${tries > 1 ? `${tries} ${view.say("attempts")}` : ""}</span>
          <span class="quiet">${moment(view, event.created)}</span>
        </a>
      </li>`;
    })}
  </ul>`;
}

export function eventPage(view: View, event: StripeEvent) {
  const { say } = view;
  const deliveries = deliveriesOf(view.world, event.id);
  const subject = subjectOf(event);
  return layout(
    view,
    event.type,
    html`<p class="crumb"><a href="/events">← ${say("events")}</a></p>
      <h1 class="type">${event.type}</h1>
      <p class="id">${event.id}</p>
      <dl class="facts">
        <div>
          <dt>${say("created")}</dt>
          <dd>${moment(view, event.created)}</dd>
        </div>
        <div>
          <dt>${say("about")}</dt>
          <dd class="id">
            ${subject.startsWith("pi_") ? html`<a href="/payments/${subject}">${subject}</a>` : subject}
          </dd>
        </div>
      </dl>
      <h2>${say("deliveries")}</h2>
      ${deliveries.length === 0 ? html`<p class="empty">${say("noDelivery")}</p>` : ""}
      ${deliveries.map((delivery) => deliveryCard(view, delivery))}
      ${view.controls
        .endpoints()
        .filter((endpoint) => !deliveries.some((delivery) => delivery.endpoint_id === endpoint.id))
        .map((endpoint) =>
          button(view, "resend", `${say("resend")} → ${endpoint.url}`, {
            id: event.id,
            endpoint: endpoint.id,
          }),
        )}
      ${wholeObject(view, "body", deliveries[0]?.body ?? view.controls.eventBody(event.id))}`,
  );
}

function deliveryCard(view: View, delivery: Delivery): Html {
  const { say } = view;
  const endpoint = find(view.world, "webhook_endpoint", delivery.endpoint_id);
  return html`<section class="card">
    <div class="title">
      <h3>${endpoint?.url ?? delivery.endpoint_id}</h3>
      ${chip(view, delivery.status)}
    </div>
    ${
      delivery.next_attempt_at === null
        ? ""
        : html`<p class="quiet">${say("nextTry")} ${moment(view, new Date(delivery.next_attempt_at))}</p>`
    }
    <ol class="attempts">
      ${attemptsOf(view.world, delivery.id).map((attempt) => attemptRow(view, attempt))}
    </ol>
    ${endpoint ? button(view, "resend", say("resend"), { id: delivery.event_id, endpoint: endpoint.id }) : ""}
  </section>`;
}

function attemptRow(view: View, attempt: Attempt): Html {
  const good = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
  return html`<li>
    <span class="chip ${good ? "good" : "bad"}">${attempt.status ?? "—"}</span>
    <span class="quiet"
      >${moment(view, new Date(attempt.at))} · ${attempt.duration_ms}
      ms${attempt.manual ? ` · ${view.say("byHand")}` : ""}</span
    >
    <code>${attempt.error ?? attempt.answer ?? ""}</code>
  </li>`;
}

function subjectOf({ data: { object } }: StripeEvent): string {
  const subject = object["payment_intent"] ?? object["id"];
  return typeof subject === "string" ? subject : "";
}
