import type { World } from "../core/world";
import { list } from "./documents";
import type { PaymentIntent } from "./types";

export type Json = Record<string, unknown>;

/** The API changed shape on these days; a version is compared as text because versions start with their date. */
const SINCE = {
  /** `requires_source` became `requires_payment_method`, `next_source_action` became `next_action`. */
  paymentMethodNames: "2019-02-11",
  /** A PaymentIntent names its latest charge instead of listing its charges; a charge no longer lists its refunds. */
  latestCharge: "2022-11-15",
  /** Payment methods of the dashboard are on unless the request names some. */
  automaticPaymentMethods: "2023-08-16",
  /** PaymentIntents and charges no longer point to an invoice. */
  noInvoice: "2025-03-31",
} as const;

export function isBefore(version: string, change: keyof typeof SINCE): boolean {
  return version.slice(0, 10) < SINCE[change];
}

/** How many charges and refunds older versions list inside an object. */
const LISTED = 10;

/**
 * The object with what older versions nest inside it, so that rendering it later needs no look at the store: an event
 * shows the state of its own moment whenever and in whatever version it is sent.
 */
export function snapshot(world: World, doc: Json): Json {
  const copy = structuredClone(doc);
  if (copy["object"] === "payment_intent" && typeof copy["id"] === "string")
    copy["_charges"] = list(world, "charge", { limit: LISTED, paymentIntent: copy["id"] }).data.map((charge) =>
      snapshot(world, charge),
    );
  if (copy["object"] === "charge" && typeof copy["id"] === "string")
    copy["_refunds"] = list(world, "refund", { limit: LISTED, charge: copy["id"] }).data;
  return copy;
}

/** The object as one version of the API writes it. `doc` comes from `snapshot`. */
export function render(doc: Json, version: string): Json {
  if (doc["_deleted"] === true) return { id: doc["id"], object: doc["object"], deleted: true };
  const shown: Json = {};
  for (const [key, value] of Object.entries(doc)) if (!key.startsWith("_")) shown[key] = renderValue(value, version);

  switch (doc["object"]) {
    case "payment_intent":
      return renderPaymentIntent(shown, doc, version);
    case "charge":
      return renderCharge(shown, doc, version);
    default:
      return shown;
  }
}

function renderValue(value: unknown, version: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renderValue(item, version));
  return isObject(value) ? render(value, version) : value;
}

function renderPaymentIntent(shown: Json, doc: Json, version: string): Json {
  if (isBefore(version, "noInvoice")) shown["invoice"] = null;
  if (isBefore(version, "latestCharge")) {
    delete shown["latest_charge"];
    shown["charges"] = listOf(doc["_charges"], version, `/v1/charges?payment_intent=${String(doc["id"])}`);
  }
  if (isBefore(version, "automaticPaymentMethods") && shown["automatic_payment_methods"] === null)
    delete shown["automatic_payment_methods"];
  if (isBefore(version, "paymentMethodNames")) {
    shown["status"] = oldStatus(shown["status"]);
    shown["next_source_action"] = shown["next_action"];
    delete shown["next_action"];
  }
  return shown;
}

function renderCharge(shown: Json, doc: Json, version: string): Json {
  if (isBefore(version, "noInvoice")) shown["invoice"] = null;
  if (isBefore(version, "latestCharge"))
    shown["refunds"] = listOf(doc["_refunds"], version, `/v1/charges/${String(doc["id"])}/refunds`);
  return shown;
}

export function listOf(docs: unknown, version: string, url: string): Json {
  const data = Array.isArray(docs) ? docs.map((doc) => renderValue(doc, version)) : [];
  return { object: "list", data, has_more: false, total_count: data.length, url };
}

function oldStatus(status: unknown): unknown {
  if (status === "requires_payment_method") return "requires_source";
  return status === "requires_action" ? "requires_source_action" : status;
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a browser with a publishable key and the client secret may see of a PaymentIntent. */
export function renderForBrowser(shown: Json): Json {
  const seen: Json = {};
  for (const key of BROWSER_KEYS) if (key in shown) seen[key] = shown[key];
  return seen;
}

const BROWSER_KEYS: readonly (keyof PaymentIntent)[] = [
  "id",
  "object",
  "amount",
  "automatic_payment_methods",
  "canceled_at",
  "cancellation_reason",
  "capture_method",
  "client_secret",
  "confirmation_method",
  "created",
  "currency",
  "description",
  "last_payment_error",
  "livemode",
  "next_action",
  "payment_method",
  "payment_method_types",
  "processing",
  "receipt_email",
  "setup_future_usage",
  "shipping",
  "status",
];
