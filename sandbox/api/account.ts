import { get } from "../objects/documents";
import type { Json } from "../objects/render";
import type { BalanceTransaction } from "../objects/types";
import { onlyExpand, pageFields, read, text } from "./params";
import { answer, answerList, type ApiRequest } from "./request";
import { z } from "zod";

const ACCOUNT_ID = "acct_sandbox0000000001";

export function account(request: ApiRequest): Json {
  read(onlyExpand, request.form);
  return {
    id: ACCOUNT_ID,
    object: "account",
    business_profile: { name: "Local sandbox", url: null },
    capabilities: { card_payments: "active", transfers: "active" },
    charges_enabled: true,
    country: "FR",
    default_currency: "eur",
    details_submitted: true,
    email: null,
    metadata: {},
    payouts_enabled: true,
    settings: { dashboard: { display_name: "Local sandbox", timezone: "Europe/Paris" } },
    type: "standard",
  };
}

/** Everything stays pending: the sandbox makes no payouts. */
export function balance(request: ApiRequest): Json {
  read(onlyExpand, request.form);
  const sums = request.context.store.all<{ currency: string; amount: number }>(
    `select body ->> 'currency' as currency, sum(body ->> 'net') as amount
     from objects where kind = 'balance_transaction' group by 1 order by 1`,
  );
  const money = (amount: number, currency: string) => ({
    amount,
    currency,
    source_types: { card: amount },
  });
  return {
    object: "balance",
    available: sums.length === 0 ? [money(0, "eur")] : sums.map((sum) => money(0, sum.currency)),
    livemode: false,
    pending: sums.length === 0 ? [money(0, "eur")] : sums.map((sum) => money(sum.amount, sum.currency)),
  };
}

export function retrieveTransaction(request: ApiRequest): Json {
  const form = read(onlyExpand, request.form);
  const found: BalanceTransaction = get(request.context, "balance_transaction", request.id);
  return answer(request, found, form.expand);
}

export function listTransactions(request: ApiRequest): Json {
  const form = read(z.strictObject({ ...pageFields, type: text.optional(), source: text.optional() }), request.form);
  return answerList(request, "balance_transaction", "/v1/balance_transactions", form, {
    types: form.type === undefined ? undefined : [form.type],
  });
}
