/** The version of the newest API that the sandbox speaks: requests and endpoints without a version of their own get it. */
const NEWEST_API_VERSION = "2026-10-28.endive";

export type EndpointOptions = {
  url: string;
  /** `whsec_…`; the receiver checks the signature with it. */
  secret: string;
  /** Event types to deliver, as Stripe writes them (`["*"]` is everything, the default). */
  enabledEvents?: readonly string[];
  /** Bodies are written as this version of the API writes them. */
  apiVersion?: string;
};

export type SandboxOptions = {
  /** 0 takes any free port. */
  port?: number;
  /** Where the state is kept; absent: in memory, gone at the end. */
  dataDir?: string;
  webhookEndpoints?: readonly EndpointOptions[];
  now?: () => Date;
  /** In [0, 1). Identifiers and the throw of faults come from it, so a seeded one repeats a run exactly. */
  random?: () => number;
  /** false: no timer runs; deliveries and settlements happen only when asked (`deliver`, `settle`, `tick`). */
  autoDeliver?: boolean;
  /** How a delivery reaches its receiver; the default is a real HTTP request. */
  send?: (request: Request) => Promise<Response>;
  /** Of the page, where the browser does not say. */
  language?: "fr" | "en";
} & Partial<Settings>;

export type Settings = {
  apiVersion: string;
  /** How long a bank debit stays `processing`. */
  settleDelayMs: number;
  /** How long a pending refund stays pending, and after how long a refund that fails at the bank fails. */
  refundDelayMs: number;
  /** Waits between the attempts of one delivery; after the last of them the delivery is given up. */
  retryDelaysMs: readonly number[];
  deliveryTimeoutMs: number;
  /** How long after a write search still shows the old state (Stripe: up to a minute). */
  searchDelayMs: number;
  /** API requests a second before the answer is 429; 0 is no limit. */
  rateLimit: number;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Stripe's waits are hours and days; these are the same shape on a scale that a person can sit through. */
export const DEFAULT_SETTINGS: Settings = {
  apiVersion: NEWEST_API_VERSION,
  settleDelayMs: 30 * SECOND,
  refundDelayMs: 15 * SECOND,
  retryDelaysMs: [
    ...[1, 2, 5, 10, 20, 40].map((seconds) => seconds * SECOND),
    ...[1, 2, 5, 10, 30].map((minutes) => minutes * MINUTE),
    // Then hourly for a day: a shop that is stopped overnight gets its events in the morning.
    ...Array.from({ length: 24 }, () => 60 * MINUTE),
  ],
  deliveryTimeoutMs: 10 * SECOND,
  searchDelayMs: 0,
  rateLimit: 0,
};

/** How long an idempotency key answers for its first request. */
export const IDEMPOTENCY_LIFETIME_MS = 24 * 60 * MINUTE;
