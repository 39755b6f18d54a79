"use client";

import { useLocale } from "next-intl";
import { useRef, useState } from "react";
import { useCartActions } from "@/features/cart/hooks/use-cart";
import type { Cart } from "@/features/cart/schemas";
import { useGoTo } from "@/i18n/navigation";
import { ApiProblem, callApi } from "@/lib/call-api";
import { contentsOf } from "../cart-contents";
import { orderPath } from "../order-path";
import type { CreateOrder, CreateOrderAnswer } from "../schemas";

type Payment = NonNullable<CreateOrderAnswer["payment"]>;

/** An order that waits for its payment on this page. */
export type OpenOrder = {
  order: CreateOrderAnswer["order"];
  payment: Payment;
  accessToken: string;
  /** What the cart held when it was ordered. */ contents: string;
};

/** What asking again for the order brought: the same PaymentIntent, another one, or no way to pay here. */
export type Asked = "same" | "renewed" | "stopped";

/**
 * From details to payment. The order is asked for as often as needed: the same cart gives the same order and the same
 * PaymentIntent, so neither a double press nor a second tab nor a way back makes a second payment.
 */
export function useCheckout(cart: Cart) {
  const locale = useLocale();
  const goTo = useGoTo();
  const { reload } = useCartActions();
  const [open, setOpen] = useState<OpenOrder>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [leaving, setLeaving] = useState(false);
  const customer = useRef<CreateOrder["customer"]>(undefined);

  const see = (order: { id: string }, accessToken?: string) => {
    setLeaving(true);
    goTo(orderPath(order.id, accessToken));
  };

  /** Throws the ApiProblem `invalid` with its fields, which are the form's to show; keeps every other refusal as `problem`. */
  async function order(details: CreateOrder["customer"]): Promise<Asked> {
    customer.current = details;
    setProblem(undefined);
    const body: CreateOrder = { customer: details, acceptTerms: true, locale };
    try {
      const answer = await callApi<CreateOrderAnswer>("/api/orders/create", { method: "POST", body, locale });
      if (answer.payment === null) {
        see(answer.order, answer.accessToken);
        return "stopped";
      }
      const same = answer.payment.clientSecret === open?.payment.clientSecret;
      // Ordering has taken expired places again: the summary beside the payment shall show it.
      const ordered = (await reload()) ?? cart;
      setOpen({
        order: answer.order,
        payment: answer.payment,
        accessToken: answer.accessToken,
        contents: contentsOf(ordered),
      });
      return same ? "same" : "renewed";
    } catch (error) {
      if (!(error instanceof ApiProblem) || isAboutFields(error)) throw error;
      setProblem(error);
      // The cart may show by now what stood in the way.
      await reload();
      return "stopped";
    }
  }

  return {
    open,
    problem,
    leaving,
    order,
    orderAgain: async (): Promise<Asked> => (customer.current === undefined ? "stopped" : order(customer.current)),
    back: () => setOpen(undefined),
    seeOrder: () => open && see(open.order, open.accessToken),
  };
}

const isAboutFields = (problem: ApiProblem) => problem.code === "invalid" && (problem.details.errors ?? []).length > 0;
