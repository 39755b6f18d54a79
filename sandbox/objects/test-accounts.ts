/** Payment methods that take days: Stripe's published test accounts and what becomes of a debit. */
export type AccountBehaviour = {
  name: string;
  type: "sepa_debit" | "us_bank_account";
  tokens: readonly string[];
  /** How many times the usual delay it takes; Stripe's "after three minutes" accounts are the slow ones. */
  slowness: number;
  outcome: "succeeds" | "fails" | "succeeds_then_disputed";
  failureCode?: string;
};

const sepa = (
  iban: string,
  outcome: AccountBehaviour["outcome"],
  slowness = 1,
  ...tokens: string[]
): AccountBehaviour => ({
  name: iban,
  type: "sepa_debit",
  tokens,
  slowness,
  outcome,
  ...(outcome === "fails" ? { failureCode: "payment_intent_payment_attempt_failed" } : {}),
});

/** The `pm_sepaDebit_…` names are the sandbox's own; Stripe has tokens for American accounts only. */
const TEST_ACCOUNTS: readonly AccountBehaviour[] = [
  sepa("DE89370400440532013000", "succeeds"),
  sepa("AT321904300235473204", "succeeds"),
  sepa("FR1420041010050500013M02606", "succeeds", 1, "pm_sepaDebit_success"),
  sepa("DE08370400440532013003", "succeeds", 6),
  sepa("FR3020041010050500013M02609", "succeeds", 6),
  sepa("DE62370400440532013001", "fails"),
  sepa("FR8420041010050500013M02607", "fails", 1, "pm_sepaDebit_fail"),
  sepa("DE78370400440532013004", "fails", 6),
  sepa("FR7920041010050500013M02600", "fails", 6),
  sepa("DE35370400440532013002", "succeeds_then_disputed"),
  sepa("FR5720041010050500013M02608", "succeeds_then_disputed", 1, "pm_sepaDebit_dispute"),
  {
    name: "000123456789",
    type: "us_bank_account",
    tokens: ["pm_usBankAccount_success", "pm_usBankAccount"],
    slowness: 1,
    outcome: "succeeds",
  },
  {
    name: "000111111116",
    type: "us_bank_account",
    tokens: ["pm_usBankAccount_accountClosed"],
    slowness: 1,
    outcome: "fails",
    failureCode: "account_closed",
  },
  {
    name: "000222222227",
    type: "us_bank_account",
    tokens: ["pm_usBankAccount_insufficientFunds"],
    slowness: 1,
    outcome: "fails",
    failureCode: "insufficient_funds",
  },
];

export function accountByName(name: string): AccountBehaviour | undefined {
  return TEST_ACCOUNTS.find((account) => account.name === name);
}

export function accountByToken(token: string): AccountBehaviour | undefined {
  return TEST_ACCOUNTS.find((account) => account.tokens.includes(token));
}
