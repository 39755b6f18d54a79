/** What customers read of Stripe's errors, in French; English comes from the API itself. */
const FRENCH = {
  insufficient_funds: "Votre carte ne dispose pas de fonds suffisants.",
  lost_card: "Votre carte a été refusée.",
  stolen_card: "Votre carte a été refusée.",
  generic_decline: "Votre carte a été refusée.",
  fraudulent: "Votre carte a été refusée.",
  card_velocity_exceeded: "Votre carte a été refusée : trop de paiements rapprochés.",
  card_declined: "Votre carte a été refusée.",
  test_mode_live_card: "Votre carte a été refusée. Ce paiement est un essai : utilisez une des cartes d’essai.",
  expired_card: "Votre carte a expiré.",
  incorrect_cvc: "Le code de sécurité de votre carte est incorrect.",
  processing_error: "Une erreur est survenue pendant le traitement de votre carte. Réessayez dans un instant.",
  incorrect_number: "Le numéro de votre carte est incorrect.",
  invalid_expiry_month: "La date d’expiration de votre carte est passée ou incorrecte.",
  invalid_expiry_year: "La date d’expiration de votre carte est passée ou incorrecte.",
  invalid_cvc: "Le code de sécurité de votre carte est incorrect.",
  authentication_required: "Votre banque demande une vérification.",
  payment_intent_authentication_failure:
    "Votre banque n’a pas pu vérifier que c’était vous. Choisissez un autre moyen de paiement ou réessayez.",
  payment_intent_payment_attempt_failed: "Votre banque a refusé le prélèvement.",
  payment_intent_unexpected_state: "Ce paiement a changé d’état entre-temps. Actualisez la page.",
  rate_limit: "Trop de demandes en ce moment. Réessayez dans un instant.",
  lock_timeout: "Ce paiement est occupé. Réessayez dans un instant.",
};

export function translated(error, locale) {
  if (locale !== "fr") return error.message;
  return FRENCH[error.decline_code] ?? FRENCH[error.code] ?? error.message;
}
