import { newId } from "../core/ids";
import { invalidParameter, StripeError } from "../core/stripe-error";
import { seconds, type Context, type World } from "../core/world";
import { find, insert, get, save } from "./documents";
import { emit } from "./events";
import { accountByName, accountByToken, type AccountBehaviour } from "./test-accounts";
import { cardByNumber, cardByToken, LIVE_CARD_DECLINE, passesLuhn, type CardBehaviour } from "./test-cards";
import type { BillingDetails, CardDetails, Metadata, PaymentMethod } from "./types";

export type CardInput = {
  number: string;
  exp_month: number;
  exp_year: number;
  cvc?: string | undefined;
};

export type PaymentMethodInput = {
  type: PaymentMethod["type"];
  card?: CardInput | { token: string } | undefined;
  sepa_debit?: { iban: string } | undefined;
  us_bank_account?: { account_number?: string | undefined; routing_number?: string | undefined } | undefined;
  billing_details?: DeepPartialBilling | undefined;
  metadata?: Metadata | undefined;
};

type DeepPartialBilling = {
  address?: Partial<Record<keyof BillingDetails["address"], string | null>> | undefined;
  email?: string | null | undefined;
  name?: string | null | undefined;
  phone?: string | null | undefined;
};

const NO_BILLING: BillingDetails = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
};

export function createPaymentMethod(context: Context, input: PaymentMethodInput): PaymentMethod {
  const base = blank(context, input);
  switch (input.type) {
    case "card":
      return insert(context, { ...base, ...cardFrom(context, input.card) });
    case "sepa_debit":
      return insert(context, { ...base, ...sepaFrom(input.sepa_debit?.iban) });
    case "us_bank_account":
      return insert(context, { ...base, ...usAccountFrom(input.us_bank_account) });
    case "bancontact":
      return insert(context, { ...base, bancontact: {}, _behaviour: "redirect" });
    default:
      input.type satisfies never;
      throw invalidParameter("parameter_unknown", "type", `Invalid type: ${String(input.type)}`);
  }
}

/** A `pm_…` of this store, or one of the test tokens, which becomes a PaymentMethod of its own at each use. */
export function usePaymentMethod(context: Context, id: string, param = "payment_method"): PaymentMethod {
  const known = find(context, "payment_method", id);
  if (known) return known;
  const card = cardByToken(id);
  if (card) return insert(context, { ...blank(context, { type: "card" }), ...described(context, card) });
  const account = accountByToken(id);
  if (account)
    return insert(context, {
      ...blank(context, { type: account.type }),
      ...accountDetails(account),
    });
  throw new StripeError(
    400,
    {
      type: "invalid_request_error",
      code: "resource_missing",
      message: `No such PaymentMethod: '${id}'`,
      param,
    },
    { began: false },
  );
}

export function cardBehaviour(method: PaymentMethod): CardBehaviour {
  return (
    cardByNumber(method._behaviour) ?? {
      number: method._behaviour,
      tokens: [],
      brand: "visa",
      decline: LIVE_CARD_DECLINE,
    }
  );
}

export function accountBehaviour(method: PaymentMethod): AccountBehaviour | undefined {
  return accountByName(method._behaviour);
}

export function attach(context: Context, id: string, customer: string): PaymentMethod {
  get(context, "customer", customer, "customer");
  const method = usePaymentMethod(context, id);
  method.customer = customer;
  save(context, method);
  emit(context, "payment_method.attached", method);
  return method;
}

export function detach(context: Context, id: string): PaymentMethod {
  const method = get(context, "payment_method", id);
  const previous = { customer: method.customer };
  method.customer = null;
  save(context, method);
  emit(context, "payment_method.detached", method, previous);
  return method;
}

function blank(world: World, input: Pick<PaymentMethodInput, "type" | "billing_details" | "metadata">) {
  const { address, ...billing } = input.billing_details ?? {};
  return {
    id: newId(world.random, "pm"),
    object: "payment_method" as const,
    allow_redisplay: "unspecified",
    billing_details: { ...NO_BILLING, ...billing, address: { ...NO_BILLING.address, ...address } },
    created: seconds(world),
    customer: null,
    livemode: false,
    metadata: input.metadata ?? {},
    type: input.type,
  };
}

function cardFrom(world: World, input: PaymentMethodInput["card"]): Pick<PaymentMethod, "card" | "_behaviour"> {
  if (!input) throw invalidParameter("parameter_missing", "card", "Missing required param: card.");
  if ("token" in input) {
    const card = cardByToken(input.token);
    if (!card) throw invalidParameter("resource_missing", "card[token]", `No such token: '${input.token}'`);
    return described(world, card);
  }
  const number = input.number.replaceAll(/[\s-]/g, "");
  refuseBadCard(world, { ...input, number });
  const known = cardByNumber(number) ?? {
    number,
    tokens: [],
    brand: number.startsWith("5") ? "mastercard" : "visa",
    decline: LIVE_CARD_DECLINE,
  };
  return described(world, known, input);
}

/** What Stripe sees without asking the bank. */
function refuseBadCard(world: World, card: CardInput): void {
  const cardError = (code: string, param: string, message: string) =>
    new StripeError(402, { type: "card_error", code, param, message }, { began: false });
  if (!/^\d{12,19}$/.test(card.number) || !passesLuhn(card.number))
    throw cardError("incorrect_number", "number", "Your card number is incorrect.");
  if (card.exp_month < 1 || card.exp_month > 12)
    throw cardError("invalid_expiry_month", "exp_month", "Your card's expiration month is invalid.");
  const now = world.now();
  const year = card.exp_year < 100 ? 2000 + card.exp_year : card.exp_year;
  if (year < now.getUTCFullYear() || year > now.getUTCFullYear() + 50)
    throw cardError("invalid_expiry_year", "exp_year", "Your card's expiration year is invalid.");
  if (year === now.getUTCFullYear() && card.exp_month < now.getUTCMonth() + 1)
    throw cardError("invalid_expiry_month", "exp_month", "Your card's expiration month is invalid.");
  if (card.cvc !== undefined && !/^\d{3,4}$/.test(card.cvc))
    throw cardError("invalid_cvc", "cvc", "Your card's security code is invalid.");
}

function described(world: World, card: CardBehaviour, typed?: CardInput): Pick<PaymentMethod, "card" | "_behaviour"> {
  const year = typed?.exp_year ?? world.now().getUTCFullYear() + 1;
  const details: CardDetails = {
    brand: card.brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: card.cvcFails ? "fail" : "pass",
    },
    country: card.country ?? "US",
    exp_month: typed?.exp_month ?? 8,
    exp_year: year < 100 ? 2000 + year : year,
    fingerprint: `sandbox${card.number.slice(-9)}`,
    funding: card.funding ?? "credit",
    last4: card.number.slice(-4),
    networks: { available: [card.brand], preferred: null },
    three_d_secure_usage: { supported: card.brand !== "amex" },
  };
  return { card: details, _behaviour: card.number };
}

function sepaFrom(iban: string | undefined): Pick<PaymentMethod, "sepa_debit" | "_behaviour"> {
  if (!iban)
    throw invalidParameter("parameter_missing", "sepa_debit[iban]", "Missing required param: sepa_debit[iban].");
  const account = accountByName(iban.replaceAll(/\s/g, "").toUpperCase());
  if (account?.type !== "sepa_debit")
    throw invalidParameter("invalid_bank_account_iban", "sepa_debit[iban]", "The IBAN you provided is invalid.");
  return accountDetails(account);
}

function usAccountFrom(input: PaymentMethodInput["us_bank_account"]) {
  const account = accountByName(input?.account_number ?? "000123456789");
  if (account?.type !== "us_bank_account")
    throw invalidParameter("account_number_invalid", "us_bank_account[account_number]", "Invalid account number.");
  return accountDetails(account);
}

function accountDetails(
  account: AccountBehaviour,
): Pick<PaymentMethod, "sepa_debit" | "us_bank_account" | "_behaviour"> {
  const last4 = account.name.slice(-4);
  if (account.type === "us_bank_account")
    return {
      us_bank_account: { bank_name: "STRIPE TEST BANK", last4, routing_number: "110000000" },
      _behaviour: account.name,
    };
  return {
    sepa_debit: {
      bank_code: account.name.slice(4, 9),
      country: account.name.slice(0, 2),
      fingerprint: `sandbox${account.name.slice(-9)}`,
      last4,
    },
    _behaviour: account.name,
  };
}
