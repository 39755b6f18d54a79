import type { ErrorCode, Refusal } from "./errors";
import type { Language } from "./languages";

/** What each code means, whatever the occasion. */
export const PROBLEM_TITLES = {
  invalid_signature: { fr: "Signature refusée", en: "Signature refused" },
  unreadable: { fr: "Demande illisible", en: "Unreadable request" },
  unauthorized: { fr: "Accès réservé", en: "Access restricted" },
  unsupported_media_type: { fr: "Type de contenu refusé", en: "Content type refused" },
  internal: { fr: "Erreur interne", en: "Internal error" },
  not_found: { fr: "Introuvable", en: "Not found" },
  method_not_allowed: { fr: "Méthode non permise", en: "Method not allowed" },
  sold_out: { fr: "Complet", en: "Sold out" },
  cart_empty: { fr: "Panier vide", en: "Empty cart" },
  cart_full: { fr: "Panier plein", en: "Cart full" },
  gift_card_not_usable: { fr: "Bon cadeau inutilisable", en: "Gift card not usable" },
  order_not_payable: { fr: "Commande non payable", en: "Order not payable" },
  order_already_paid: { fr: "Commande déjà payée", en: "Order already paid" },
  too_large: { fr: "Demande trop grande", en: "Request too large" },
  invalid: { fr: "Demande à corriger", en: "Request needs correcting" },
  too_many_requests: { fr: "Trop de demandes", en: "Too many requests" },
  payment_provider_unavailable: { fr: "Service de paiement indisponible", en: "Payment service unavailable" },
  database_unavailable: { fr: "Service surchargé", en: "Service overloaded" },
} satisfies Record<ErrorCode, Record<Language, string>>;

/** The refusal as RFC 9457's problem document. */
export function problemResponse(refusal: Refusal, language: Language): Response {
  const { errors, orderId, retryAfterSeconds, allow } = refusal.extra;
  const problem = {
    type: `urn:envol:problem:${refusal.code}`,
    title: PROBLEM_TITLES[refusal.code][language],
    status: refusal.status,
    code: refusal.code,
    detail: refusal.detail[language],
    ...(errors && { errors }),
    ...(orderId && { orderId }),
  };
  return new Response(JSON.stringify(problem), {
    status: refusal.status,
    headers: {
      "content-type": "application/problem+json",
      "content-language": language,
      "cache-control": "no-store",
      ...(retryAfterSeconds !== undefined && { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
      ...(allow && { allow }),
      ...(refusal.status === 401 && { "www-authenticate": "Bearer" }),
    },
  });
}
