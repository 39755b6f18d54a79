import type { Locale } from "@/db/schema/snapshots";

type Cause =
  | "funds"
  | "expired"
  | "details"
  | "authentication"
  | "limit"
  | "unsupported"
  | "passing"
  | "bank-account"
  | "cancelled"
  | "other";

/**
 * Stripe's decline codes, and the error codes that come without one, by what the customer can do about them.
 * Source: docs.stripe.com/declines/codes. What accuses the customer (`lost_card`, `stolen_card`, `fraudulent`, `pickup_card`)
 * is left out on purpose: Stripe asks that it be told like any other refusal.
 */
const CAUSES = new Map<string, Cause>([
  ["insufficient_funds", "funds"],
  ["expired_card", "expired"],
  ["invalid_expiry_month", "details"],
  ["invalid_expiry_year", "details"],
  ["incorrect_cvc", "details"],
  ["invalid_cvc", "details"],
  ["incorrect_number", "details"],
  ["invalid_number", "details"],
  ["incorrect_address", "details"],
  ["incorrect_zip", "details"],
  ["invalid_account", "details"],
  ["authentication_required", "authentication"],
  ["payment_intent_authentication_failure", "authentication"],
  ["authentication_not_handled", "authentication"],
  ["mobile_device_authentication_required", "authentication"],
  ["approve_with_id", "authentication"],
  ["offline_pin_required", "authentication"],
  ["online_or_offline_pin_required", "authentication"],
  ["card_velocity_exceeded", "limit"],
  ["withdrawal_count_limit_exceeded", "limit"],
  ["amount_too_large", "limit"],
  ["invalid_amount", "limit"],
  ["card_not_supported", "unsupported"],
  ["currency_not_supported", "unsupported"],
  ["not_permitted", "unsupported"],
  ["service_not_allowed", "unsupported"],
  ["transaction_not_allowed", "unsupported"],
  ["payment_method_not_available", "unsupported"],
  ["processing_error", "passing"],
  ["issuer_not_available", "passing"],
  ["try_again_later", "passing"],
  ["reenter_transaction", "passing"],
  ["payment_method_provider_timeout", "passing"],
  ["debit_not_authorized", "bank-account"],
  ["bank_account_restricted", "bank-account"],
  ["account_closed", "bank-account"],
  ["no_account", "bank-account"],
  ["payment_method_customer_decline", "cancelled"],
  ["payment_intent_payment_attempt_expired", "cancelled"],
]);

const SENTENCES: Record<Locale, Record<Cause, string>> = {
  fr: {
    funds: "Le solde ou le plafond de la carte ne suffit pas. Essayez une autre carte, ou voyez avec votre banque.",
    expired: "La carte est arrivée à expiration. Utilisez une autre carte.",
    details:
      "Un des numéros saisis n’est pas le bon (carte, date d’expiration ou code au dos). Vérifiez-les et réessayez.",
    authentication:
      "Votre banque n’a pas pu confirmer que c’était vous. Réessayez et validez la demande de votre banque, par son application ou par SMS.",
    limit:
      "Le plafond de paiement de la carte est atteint. Essayez une autre carte, ou demandez à votre banque de le relever.",
    unsupported: "Cette carte n’accepte pas ce type d’achat. Essayez une autre carte.",
    passing: "La banque n’a pas répondu comme il faut. C’est souvent passager : réessayez dans quelques minutes.",
    "bank-account":
      "Votre banque a refusé le prélèvement sur ce compte. Essayez un autre moyen de paiement, ou voyez avec elle.",
    cancelled: "Le paiement a été interrompu avant la fin. Vous pouvez le reprendre quand vous voulez.",
    other:
      "Votre banque a refusé le paiement sans en donner la raison. Essayez une autre carte, ou appelez-la : elle seule peut vous la dire.",
  },
  en: {
    funds: "The card has not enough money or credit left. Try another card, or ask your bank.",
    expired: "The card has expired. Please use another one.",
    details: "One of the numbers entered is not right (card, expiry date or security code). Check them and try again.",
    authentication:
      "Your bank could not confirm that it was you. Try again and approve the request from your bank, in its app or by text message.",
    limit: "The card has reached its limit for payments. Try another card, or ask your bank to raise it.",
    unsupported: "This card does not accept this kind of purchase. Try another card.",
    passing: "The bank did not answer as it should. This often passes: try again in a few minutes.",
    "bank-account": "Your bank refused the debit of this account. Try another means of payment, or ask your bank.",
    cancelled: "The payment was interrupted before its end. You can take it up again whenever you like.",
    other:
      "Your bank declined the payment and gave no reason. Try another card, or call your bank: only they can tell you.",
  },
};

/** Why a payment failed and what helps, for the customer. `failureCode` is Stripe's decline code, or its error code. */
export const declineSentence = (failureCode: string | null, locale: Locale): string =>
  SENTENCES[locale][(failureCode === null ? undefined : CAUSES.get(failureCode)) ?? "other"];
