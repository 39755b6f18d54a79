"use client";

import { useLocale } from "next-intl";
import { useEffect, useMemo } from "react";
import { useCartActions } from "@/features/cart/hooks/use-cart";
import { callApi } from "@/lib/call-api";
import { Resource } from "@/lib/resource";
import { useKnown } from "@/lib/use-known";
import { forgetDraft } from "../customer-values";
import { pollAfterMs, situationOf } from "../order-situation";
import type { Order } from "../schemas";

/** An order, asked for again until the bank has answered. What the address says about a payment is never believed. */
export function useOrder(orderId: string, token: string | undefined) {
  const locale = useLocale();
  const { reload } = useCartActions();
  const order = useMemo(() => orderAt(orderId, token, locale), [orderId, token, locale]);
  const known = useKnown(order);

  const paid = known.data?.paidAt !== null && known.data?.paidAt !== undefined;
  useEffect(() => {
    if (!paid) return;
    // What was bought has left the cart, and the details typed for it are no longer needed.
    forgetDraft();
    void reload();
  }, [paid, reload]);

  return { ...known, reload: order.reload };
}

function orderAt(orderId: string, token: string | undefined, locale: string): Resource<Order> {
  const path = `/api/orders/${encodeURIComponent(orderId)}${token === undefined ? "" : `?token=${encodeURIComponent(token)}`}`;
  const since = performance.now();
  return new Resource(async () => (await callApi<{ order: Order }>(path, { locale })).order, {
    refreshAfterMs: (order) => pollAfterMs(situationOf(order), performance.now() - since),
    mayRetry: (problem) => problem.code !== "not_found",
  });
}
