import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What this process counts, and what waits in the database, which is read when `/metrics` is asked (app/api/waiting-figures.ts). */
function newMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { registry, ...counted([registry]), waiting: waiting([registry]) };
}

function counted(registers: Registry[]) {
  return {
    events: new Counter({
      name: "envol_stripe_events_total",
      help: "Stripe events by what became of them",
      labelNames: ["outcome"],
      registers,
    }),
    eventLag: new Histogram({
      name: "envol_stripe_event_lag_seconds",
      help: "From Stripe's creation of an event to the commit of its effects",
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600, 86_400],
      registers,
    }),
    alerts: new Counter({
      name: "envol_alerts_total",
      help: "Alerts raised, by kind",
      labelNames: ["kind"],
      registers,
    }),
    jobs: new Counter({
      name: "envol_job_runs_total",
      help: "Runs of recurring jobs by outcome (ok, failed, stuck)",
      labelNames: ["job", "outcome"],
      registers,
    }),
    jobItems: new Counter({
      name: "envol_job_items_total",
      help: "What recurring jobs handled",
      labelNames: ["job"],
      registers,
    }),
    jobLastSuccess: new Gauge({
      name: "envol_job_last_success_timestamp_seconds",
      help: "When a recurring job last ended well",
      labelNames: ["job"],
      registers,
    }),
    jobRunning: new Gauge({
      name: "envol_job_running_seconds",
      help: "How long the present run has taken; 0 when it rests",
      labelNames: ["job"],
      registers,
    }),
    emails: new Counter({
      name: "envol_emails_total",
      help: "Attempts to send an e-mail by outcome",
      labelNames: ["outcome"],
      registers,
    }),
    requests: new Histogram({
      name: "envol_http_request_seconds",
      help: "Answers of the API by route, method and status",
      labelNames: ["route", "method", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
      registers,
    }),
    clockAhead: new Gauge({
      name: "envol_clock_ahead_seconds",
      help: "By how much this machine's clock is ahead of the database's",
      registers,
    }),
  };
}

function waiting(registers: Registry[]) {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    databaseUp: gauge(
      "envol_database_up",
      "1 when the database answered this scrape or a few seconds before; at 0 the other figures are old",
    ),
    parkedEvents: new Gauge({
      name: "envol_parked_events",
      help: "Stripe events stored because they could not be applied",
      labelNames: ["status"],
      registers,
    }),
    oldestParkedSeconds: gauge(
      "envol_parked_events_oldest_seconds",
      "Age of the oldest event that waits for a retry; 0 when none waits",
    ),
    worklist: new Gauge({
      name: "envol_worklist_open",
      help: "Open entries of the staff's worklist",
      labelNames: ["kind"],
      registers,
    }),
    alerts: gauge("envol_alerts_unacknowledged", "Alerts that nobody has acknowledged"),
    oldestUnpaidSeconds: gauge(
      "envol_oldest_unpaid_payment_intent_seconds",
      "Age of the oldest PaymentIntent whose order can still be paid; 0 when there is none",
    ),
    emails: new Gauge({
      name: "envol_emails",
      help: "E-mails due and not sent (due), not due yet (later), given up (dead)",
      labelNames: ["state"],
      registers,
    }),
    oldestEmailSeconds: gauge(
      "envol_emails_oldest_due_seconds",
      "For how long the oldest e-mail has been due; 0 when none is",
    ),
    refunds: gauge("envol_refunds_requested", "Refunds owed that Stripe has not been asked for, or has not answered"),
    oldestRefundSeconds: gauge(
      "envol_refunds_oldest_requested_seconds",
      "Age of the oldest refund owed; 0 when there is none",
    ),
    connections: new Gauge({
      name: "envol_database_connections",
      help: "This process's connections (idle, busy) and the requests that wait for one",
      labelNames: ["state"],
      registers,
    }),
  };
}

/** Next bundles its own copy of this module beside the server's: both count in one registry through the process. */
const shared = globalThis as typeof globalThis & { envolMetrics?: ReturnType<typeof newMetrics> };

export function metrics(): ReturnType<typeof newMetrics> {
  shared.envolMetrics ??= newMetrics();
  return shared.envolMetrics;
}

/** One Stripe event answered or retried: `processed`, `duplicate`, `ignored`, `parked`, `failed`, `invalid_signature`, … */
export const countEvent = (outcome: string): void => metrics().events.inc({ outcome });

export const observeEventLag = (seconds: number): void => metrics().eventLag.observe(Math.max(0, seconds));

export const countAlert = (kind: string): void => metrics().alerts.inc({ kind });

export const countJob = (name: string, outcome: string): void => metrics().jobs.inc({ job: name, outcome });

export const countEmail = (outcome: string): void => metrics().emails.inc({ outcome });
