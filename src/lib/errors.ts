/** The stable codes of the public contract. */
export type ErrorCode =
  | "invalid_signature"
  | "unreadable"
  | "unauthorized"
  | "unsupported_media_type"
  | "internal"
  | "not_found"
  | "method_not_allowed"
  | "sold_out"
  | "cart_empty"
  | "cart_full"
  | "gift_card_not_usable"
  | "order_not_payable"
  | "order_already_paid"
  | "too_large"
  | "invalid"
  | "too_many_requests"
  | "payment_provider_unavailable"
  | "database_unavailable";

export type FieldError = { path: string; message: string };
type Sentence = { fr: string; en: string };

/**
 * A refusal: thrown where it is known, mapped once to RFC 9457 in the API's onError. `detail` says to a person what they can
 * do. Anything else that is thrown is a bug and answered 500.
 */
export class Refusal extends Error {
  override name = "Refusal";

  constructor(
    readonly code: ErrorCode,
    readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 422 | 429 | 500 | 503,
    readonly detail: Sentence,
    readonly extra: { errors?: FieldError[]; orderId?: string; retryAfterSeconds?: number; allow?: string } = {},
  ) {
    super(code);
  }
}

export const notFound = () =>
  new Refusal("not_found", 404, {
    fr: "Cette page ou cet objet n’existe pas, ou plus.",
    en: "There is no such thing here, or no longer.",
  });

export const invalid = (errors: FieldError[]) =>
  new Refusal(
    "invalid",
    422,
    { fr: "Certains champs sont à corriger.", en: "Some fields need correcting." },
    { errors },
  );

export const databaseUnavailable = () =>
  new Refusal(
    "database_unavailable",
    503,
    {
      fr: "Le service est momentanément surchargé. Rien n’est perdu : réessayez dans un instant.",
      en: "The service is overloaded for a moment. Nothing is lost: please try again shortly.",
    },
    { retryAfterSeconds: 2 },
  );

export const paymentProviderUnavailable = () =>
  new Refusal(
    "payment_provider_unavailable",
    503,
    {
      fr: "Le service de paiement ne répond pas. Votre panier est gardé : réessayez dans un instant.",
      en: "The payment service does not answer. Your cart is kept: please try again shortly.",
    },
    { retryAfterSeconds: 5 },
  );
