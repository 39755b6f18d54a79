import type { ErrorCode } from "@/lib/errors";

/** The status that each code of the contract is answered with. */
export const STATUS_OF = {
  invalid_signature: 400,
  unreadable: 400,
  unauthorized: 401,
  not_found: 404,
  method_not_allowed: 405,
  sold_out: 409,
  cart_empty: 409,
  cart_full: 409,
  gift_card_not_usable: 409,
  order_not_payable: 409,
  order_already_paid: 409,
  too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  too_many_requests: 429,
  internal: 500,
  payment_provider_unavailable: 503,
  database_unavailable: 503,
} satisfies Record<ErrorCode, number>;

/** Any call can meet these; a request with a Host that is none is unreadable whatever it asks for. */
const ALWAYS: ErrorCode[] = ["unreadable", "too_large", "internal", "database_unavailable"];

/** Any write of a visitor can meet these; one with a body also the second list. */
const WRITING: ErrorCode[] = ["unsupported_media_type", "too_many_requests"];
const READING_A_BODY: ErrorCode[] = ["invalid"];

/** What each call refuses besides, for the documentation. A call that is missing here is a mistake that the tests find. */
const PARTICULAR: Record<string, ErrorCode[]> = {
  "GET /api/stages": ["invalid"],
  "GET /api/baptemes": ["invalid"],
  "GET /api/cart": [],
  "POST /api/cart/items": ["not_found", "sold_out", "cart_full"],
  "PATCH /api/cart/items/{id}": ["not_found"],
  "DELETE /api/cart/items/{id}": ["not_found"],
  "POST /api/cart/items/{id}/hold": ["not_found", "sold_out"],
  "POST /api/cart/gift-cards": ["gift_card_not_usable", "cart_empty", "cart_full"],
  "DELETE /api/cart/gift-cards/{code}": ["not_found", "cart_empty"],
  "POST /api/orders/create": [
    "cart_empty",
    "sold_out",
    "gift_card_not_usable",
    "order_not_payable",
    "order_already_paid",
    "payment_provider_unavailable",
  ],
  "GET /api/orders/{id}": ["not_found", "invalid"],
  "POST /api/webhooks/stripe": [
    "invalid_signature",
    "unreadable",
    "unsupported_media_type",
    "payment_provider_unavailable",
  ],
  "GET /api/health/live": [],
  "GET /api/health/ready": [],
  "GET /metrics": ["unauthorized"],
};

export const DOCUMENTED_CALLS = Object.keys(PARTICULAR);

/** The codes with which this call may be refused, in the order of their statuses; undefined for a call that is not listed. */
export function refusalsOfCall(call: string, hasBody: boolean): ErrorCode[] | undefined {
  const particular = PARTICULAR[call];
  if (particular === undefined) return undefined;
  const guarded = !call.startsWith("GET ") && call !== "POST /api/webhooks/stripe";
  const codes = new Set([
    ...particular,
    ...ALWAYS,
    ...(guarded ? WRITING : []),
    ...(guarded && hasBody ? READING_A_BODY : []),
  ]);
  return [...codes].toSorted((a, b) => STATUS_OF[a] - STATUS_OF[b]);
}
