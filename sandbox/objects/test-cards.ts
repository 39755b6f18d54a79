/**
 * Stripe's published test numbers and what each does: https://docs.stripe.com/testing. A number that is not here and
 * passes the Luhn check is answered as Stripe answers a real card in test mode: declined with `test_mode_live_card`.
 */
export type Decline = { code: string; declineCode?: string; message: string; blocked?: boolean };

export type CardBehaviour = {
  number: string;
  tokens: readonly string[];
  brand: string;
  funding?: "credit" | "debit" | "prepaid";
  country?: string;
  cvcFails?: boolean;
  decline?: Decline;
  /** When the bank asks the cardholder: always, or never although the card supports it. */
  authentication?: "required" | "optional";
  /** What follows an authentication that succeeded. */
  declineAfterAuthentication?: Decline;
  /** The bank cannot even be asked. */
  authenticationUnavailable?: boolean;
  refund?: "pending" | "fails_later";
  dispute?: { reason: string; inquiry: boolean; networkReasonCode: string };
  earlyFraudWarning?: boolean;
};

const declined = (declineCode: string, message = "Your card was declined."): Decline => ({
  code: "card_declined",
  declineCode,
  message,
});
const insufficient = declined("insufficient_funds", "Your card has insufficient funds.");
const processing: Decline = {
  code: "processing_error",
  declineCode: "processing_error",
  message: "An error occurred while processing your card. Try again in a little bit.",
};

const plain = (number: string, brand: string, ...tokens: string[]): CardBehaviour => ({
  number,
  brand,
  tokens,
});
const visa = (
  number: string,
  tokens: readonly string[],
  does: Omit<CardBehaviour, "number" | "brand" | "tokens"> = {},
): CardBehaviour => ({ number, brand: "visa", tokens, ...does });

export const TEST_CARDS: readonly CardBehaviour[] = [
  visa("4242424242424242", ["visa"]),
  visa("4000056655665556", ["visa_debit"], { funding: "debit" }),
  plain("5555555555554444", "mastercard", "mastercard"),
  plain("2223003122003222", "mastercard"),
  { ...plain("5200828282828210", "mastercard", "mastercard_debit"), funding: "debit" },
  { ...plain("5105105105105100", "mastercard", "mastercard_prepaid"), funding: "prepaid" },
  plain("378282246310005", "amex", "amex"),
  plain("371449635398431", "amex"),
  plain("6011111111111117", "discover", "discover"),
  plain("6011000990139424", "discover"),
  plain("3056930009020004", "diners", "diners"),
  plain("36227206271667", "diners"),
  plain("3566002020360505", "jcb", "jcb"),
  plain("6200000000000005", "unionpay", "unionpay"),
  visa("4000002500001001", ["visa_cartesBancaires"], { country: "FR" }),
  { ...plain("5555552500001001", "mastercard", "mastercard_cartesBancaires"), country: "FR" },
  visa("4000002500000003", ["fr"], { country: "FR" }),
  visa("4000002760000016", ["de"], { country: "DE" }),
  visa("4000008260000000", ["gb"], { country: "GB" }),
  visa("4000000560000004", ["be"], { country: "BE" }),
  visa("4000007560000009", ["ch"], { country: "CH" }),
  visa("4000003800000008", ["it"], { country: "IT" }),
  visa("4000007240000007", ["es"], { country: "ES" }),

  visa("4000000000000002", ["visa_chargeDeclined", "chargeDeclined"], {
    decline: declined("generic_decline"),
  }),
  visa("4000000000009995", ["visa_chargeDeclinedInsufficientFunds", "chargeDeclinedInsufficientFunds"], {
    decline: insufficient,
  }),
  visa("4000000000009987", ["visa_chargeDeclinedLostCard", "chargeDeclinedLostCard"], {
    decline: declined("lost_card"),
  }),
  visa("4000000000009979", ["visa_chargeDeclinedStolenCard", "chargeDeclinedStolenCard"], {
    decline: declined("stolen_card"),
  }),
  visa("4000000000000069", ["chargeDeclinedExpiredCard"], {
    decline: {
      code: "expired_card",
      declineCode: "expired_card",
      message: "Your card has expired.",
    },
  }),
  visa("4000000000000127", ["chargeDeclinedIncorrectCvc"], {
    cvcFails: true,
    decline: {
      code: "incorrect_cvc",
      declineCode: "incorrect_cvc",
      message: "Your card's security code is incorrect.",
    },
  }),
  visa("4000000000000119", ["chargeDeclinedProcessingError"], { decline: processing }),
  visa("4000000000006975", ["visa_chargeDeclinedVelocityLimitExceeded", "chargeDeclinedVelocityLimitExceeded"], {
    decline: declined(
      "card_velocity_exceeded",
      "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
    ),
  }),
  visa("4000000000000341", ["chargeCustomerFail"], { decline: declined("generic_decline") }),
  visa("4100000000000019", ["radarBlock"], {
    decline: { ...declined("fraudulent"), blocked: true },
  }),
  visa("4000000000004954", ["riskLevelHighest"], {
    decline: { ...declined("fraudulent"), blocked: true },
  }),
  visa("4000000000009235", ["riskLevelElevated"]),
  visa("4000000000000101", ["cvcCheckFail"], { cvcFails: true }),
  visa("4000000000000077", ["bypassPending"]),

  visa("4000002760003184", ["authenticationRequired"], {
    authentication: "required",
    country: "DE",
  }),
  visa("4000002500003155", ["authenticationRequiredOnSetup"], {
    authentication: "required",
    country: "FR",
  }),
  visa("4000003800000446", ["authenticationRequiredSetupForOffSession"], {
    authentication: "required",
    country: "IT",
  }),
  visa("4000000000003220", ["threeDSecure2Required"], { authentication: "required" }),
  visa("4000000000003063", ["threeDSecureRequired"], { authentication: "required" }),
  visa("4000000000003055", ["threeDSecureOptional"], { authentication: "optional" }),
  visa("4000008400001629", ["threeDSecureRequiredChargeDeclined"], {
    authentication: "required",
    declineAfterAuthentication: declined("generic_decline"),
  }),
  visa("4000008260003178", ["authenticationRequiredChargeDeclinedInsufficientFunds"], {
    authentication: "required",
    country: "GB",
    declineAfterAuthentication: insufficient,
  }),
  visa("4000008400001280", ["threeDSecureRequiredProcessingError"], {
    authentication: "required",
    authenticationUnavailable: true,
  }),

  visa("4000000000007726", ["pendingRefund"], { refund: "pending" }),
  visa("4000000000005126", ["refundFail"], { refund: "fails_later" }),
  visa("4000000000000259", ["createDispute"], {
    dispute: { reason: "fraudulent", inquiry: false, networkReasonCode: "10.4" },
  }),
  visa("4000000000002685", ["createDisputeProductNotReceived"], {
    dispute: { reason: "product_not_received", inquiry: false, networkReasonCode: "13.1" },
  }),
  visa("4000000000001976", ["createDisputeInquiry"], {
    dispute: { reason: "fraudulent", inquiry: true, networkReasonCode: "10.4" },
  }),
  visa("4000000000005423", ["createIssuerFraudRecord"], { earlyFraudWarning: true }),
];

/** A real card used in test mode, or a number nobody knows. */
export const LIVE_CARD_DECLINE = declined(
  "test_mode_live_card",
  "Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.",
);

export function cardByNumber(number: string): CardBehaviour | undefined {
  return TEST_CARDS.find((card) => card.number === number);
}

/** `pm_card_visa` or `tok_visa`. */
export function cardByToken(token: string): CardBehaviour | undefined {
  const name = /^(?:pm_card|tok)_(.+)$/.exec(token)?.[1];
  return name === undefined ? undefined : TEST_CARDS.find((card) => card.tokens.includes(name));
}

export function passesLuhn(number: string): boolean {
  let sum = 0;
  Array.from(number)
    .toReversed()
    .forEach((digit, index) => {
      const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
      sum += doubled > 9 ? doubled - 9 : doubled;
    });
  return sum % 10 === 0;
}
