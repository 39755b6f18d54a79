/** The test cards that a person wants first, spaced as they are printed. */
export const HINTS = [
  { number: "4242 4242 4242 4242", token: "pm_card_visa", fr: "acceptée", en: "succeeds" },
  {
    number: "4000 0027 6000 3184",
    token: "pm_card_authenticationRequired",
    fr: "3-D Secure",
    en: "3-D Secure",
  },
  { number: "4000 0000 0000 0002", token: "pm_card_chargeDeclined", fr: "refusée", en: "declined" },
  {
    number: "4000 0000 0000 9995",
    token: "pm_card_chargeDeclinedInsufficientFunds",
    fr: "fonds insuffisants",
    en: "insufficient funds",
  },
  {
    number: "4000 0000 0000 0069",
    token: "pm_card_chargeDeclinedExpiredCard",
    fr: "carte expirée",
    en: "expired card",
  },
  {
    number: "4000 0000 0000 0127",
    token: "pm_card_chargeDeclinedIncorrectCvc",
    fr: "code incorrect",
    en: "incorrect security code",
  },
  {
    number: "4000 0000 0000 0119",
    token: "pm_card_chargeDeclinedProcessingError",
    fr: "erreur de traitement",
    en: "processing error",
  },
  {
    number: "4000 0084 0000 1629",
    token: "pm_card_threeDSecureRequiredChargeDeclined",
    fr: "3-D Secure, puis refusée",
    en: "3-D Secure, then declined",
  },
  {
    number: "4000 0000 0000 0259",
    token: "pm_card_createDispute",
    fr: "acceptée, puis contestée",
    en: "succeeds, then disputed",
  },
  {
    number: "4000 0000 0000 5126",
    token: "pm_card_refundFail",
    fr: "le remboursement échoue plus tard",
    en: "its refund fails later",
  },
] as const;
