import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What this process counts. Figures that live in the database are read when `/metrics` is asked (app/api/database-metrics.ts). */
function newMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    events: new Counter({ name: "envol_stripe_events_total", help: "Stripe events by what became of them", labelNames: ["outcome"], registers }),
    eventLag: new Histogram({
      name: "envol_stripe_event_lag_seconds",
      help: "From Stripe's creation of an event to the commit of its effects",
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600, 86_400],
      registers,
    }),
    alerts: new Counter({ name: "envol_alerts_total", help: "Alerts raised, by kind", labelNames: ["kind"], registers }),
    jobs: new Counter({ name: "envol_job_runs_total", help: "Runs of recurring jobs by outcome (ok, failed, stuck)", labelNames: ["job", "outcome"], registers }),
    jobItems: new Counter({ name: "envol_job_items_total", help: "What recurring jobs handled", labelNames: ["job"], registers }),
    jobLastSuccess: new Gauge({ name: "envol_job_last_success_timestamp_seconds", help: "When a recurring job last ended well", labelNames: ["job"], registers }),
    jobRunning: new Gauge({ name: "envol_job_running_seconds", help: "How long the present run has taken; 0 when it rests", labelNames: ["job"], registers }),
    emails: new Counter({ name: "envol_emails_total", help: "Attempts to send an e-mail by outcome", labelNames: ["outcome"], registers }),
    requests: new Histogram({
      name: "envol_http_request_seconds",
      help: "Answers of the API by route, method and status",
      labelNames: ["route", "method", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
      registers,
    }),
    clockSkew: new Gauge({ name: "envol_clock_ahead_seconds", help: "By how much this machine's clock is ahead of the database's", registers }),
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
