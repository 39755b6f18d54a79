"use client";

import { useLocale } from "next-intl";
import { useEffect, useRef } from "react";
import useSWR from "swr";
import { useCartActions } from "@/features/cart/hooks/use-cart";
import { type ApiProblem, callApi } from "@/lib/call-api";
import { forgetDraft } from "../customer-values";
import { pollAfterMs, situationOf } from "../order-situation";
import type { Order } from "../schemas";

/** An order, asked for again until the bank has answered. What the address says about a payment is never believed. */
export function useOrder(orderId: string, token: string | undefined) {
  const locale = useLocale();
  const { reload } = useCartActions();
  const since = useRef(0);
  const path = `/api/orders/${encodeURIComponent(orderId)}${token === undefined ? "" : `?token=${encodeURIComponent(token)}`}`;

  const answer = useSWR<Order, ApiProblem>(
    path,
    async (at: string) => (await callApi<{ order: Order }>(at, { locale })).order,
    {
      refreshInterval: (order) =>
        order === undefined ? 0 : pollAfterMs(situationOf(order), performance.now() - since.current),
      shouldRetryOnError: (problem: ApiProblem) => problem.code !== "not_found",
      keepPreviousData: true,
    },
  );

  useEffect(() => {
    since.current = performance.now();
  }, []);

  const paid = answer.data?.paidAt !== null && answer.data?.paidAt !== undefined;
  useEffect(() => {
    if (!paid) return;
    // What was bought has left the cart, and the details typed for it are no longer needed.
    forgetDraft();
    void reload();
    // Once, when the payment is seen: `reload` is another function at each render.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [paid]);

  return answer;
}
