import { openSession } from "../cli/sessions";
import * as account from "./account";
import * as charges from "./charges";
import * as customers from "./customers";
import * as disputes from "./disputes";
import * as events from "./events";
import * as intents from "./payment-intents";
import * as methods from "./payment-methods";
import * as refunds from "./refunds";
import type { Handler } from "./request";
import * as endpoints from "./webhook-endpoints";

export type Route = {
  method: "GET" | "POST" | "DELETE";
  path: string;
  handler: Handler;
  /** A browser with a publishable key may ask. */
  browser?: true;
};

/** The whole API, one line a request. `:id` is the only parameter a path has. */
export const ROUTES: readonly Route[] = [
  { method: "POST", path: "/v1/payment_intents", handler: intents.create },
  { method: "GET", path: "/v1/payment_intents", handler: intents.listAll },
  { method: "GET", path: "/v1/payment_intents/search", handler: intents.searchAll },
  { method: "GET", path: "/v1/payment_intents/:id", handler: intents.retrieve, browser: true },
  { method: "POST", path: "/v1/payment_intents/:id", handler: intents.update },
  {
    method: "POST",
    path: "/v1/payment_intents/:id/confirm",
    handler: intents.confirmOne,
    browser: true,
  },
  { method: "POST", path: "/v1/payment_intents/:id/cancel", handler: intents.cancel },
  { method: "POST", path: "/v1/payment_intents/:id/capture", handler: intents.capture },

  { method: "POST", path: "/v1/payment_methods", handler: methods.create, browser: true },
  { method: "GET", path: "/v1/payment_methods", handler: methods.listAll },
  { method: "GET", path: "/v1/payment_methods/:id", handler: methods.retrieve },
  { method: "POST", path: "/v1/payment_methods/:id", handler: methods.update },
  { method: "POST", path: "/v1/payment_methods/:id/attach", handler: methods.attachOne },
  { method: "POST", path: "/v1/payment_methods/:id/detach", handler: methods.detachOne },

  { method: "POST", path: "/v1/charges", handler: charges.create },
  { method: "GET", path: "/v1/charges", handler: charges.listAll },
  { method: "GET", path: "/v1/charges/search", handler: charges.searchAll },
  { method: "GET", path: "/v1/charges/:id", handler: charges.retrieve },
  { method: "POST", path: "/v1/charges/:id", handler: charges.update },
  { method: "POST", path: "/v1/charges/:id/capture", handler: charges.capture },
  { method: "GET", path: "/v1/charges/:id/refunds", handler: refunds.listOfCharge },

  { method: "POST", path: "/v1/refunds", handler: refunds.create },
  { method: "GET", path: "/v1/refunds", handler: refunds.listAll },
  { method: "GET", path: "/v1/refunds/:id", handler: refunds.retrieve },
  { method: "POST", path: "/v1/refunds/:id", handler: refunds.update },
  { method: "POST", path: "/v1/refunds/:id/cancel", handler: refunds.cancel },

  { method: "GET", path: "/v1/disputes", handler: disputes.listAll },
  { method: "GET", path: "/v1/disputes/:id", handler: disputes.retrieve },
  { method: "POST", path: "/v1/disputes/:id", handler: disputes.update },
  { method: "POST", path: "/v1/disputes/:id/close", handler: disputes.close },

  { method: "GET", path: "/v1/events", handler: events.listAll },
  { method: "GET", path: "/v1/events/:id", handler: events.retrieve },
  { method: "POST", path: "/v1/events/:id/retry", handler: events.retry },

  { method: "POST", path: "/v1/webhook_endpoints", handler: endpoints.create },
  { method: "GET", path: "/v1/webhook_endpoints", handler: endpoints.listAll },
  { method: "GET", path: "/v1/webhook_endpoints/:id", handler: endpoints.retrieve },
  { method: "POST", path: "/v1/webhook_endpoints/:id", handler: endpoints.update },
  { method: "DELETE", path: "/v1/webhook_endpoints/:id", handler: endpoints.removeOne },

  { method: "POST", path: "/v1/customers", handler: customers.create },
  { method: "GET", path: "/v1/customers", handler: customers.listAll },
  { method: "GET", path: "/v1/customers/search", handler: customers.searchAll },
  { method: "GET", path: "/v1/customers/:id", handler: customers.retrieve },
  { method: "POST", path: "/v1/customers/:id", handler: customers.update },
  { method: "DELETE", path: "/v1/customers/:id", handler: customers.removeOne },
  { method: "GET", path: "/v1/customers/:id/payment_methods", handler: methods.listOfCustomer },

  { method: "POST", path: "/v1/stripecli/sessions", handler: openSession },

  { method: "GET", path: "/v1/account", handler: account.account },
  { method: "GET", path: "/v1/balance", handler: account.balance },
  { method: "GET", path: "/v1/balance_transactions", handler: account.listTransactions },
  { method: "GET", path: "/v1/balance_transactions/:id", handler: account.retrieveTransaction },
];
