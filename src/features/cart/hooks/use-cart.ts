"use client";

import { useLocale } from "next-intl";
import useSWR, { useSWRConfig } from "swr";
import type { AddItem, Cart, CartItem, ChangeItem } from "@/features/cart/schemas";
import { type ApiProblem, callApi } from "@/lib/call-api";

const CART = "/api/cart";

/** The visitor's cart, the same one wherever it is shown; read again when the visitor comes back to this tab. */
export function useCart() {
  const locale = useLocale();
  return useSWR<Cart, ApiProblem>(CART, (path: string) => callApi<Cart>(path, { locale }), { keepPreviousData: true });
}

/** What a visitor does to the cart. Each takes the server's word for what the cart is afterwards, and throws ApiProblem. */
export function useCartActions() {
  const locale = useLocale();
  const { mutate } = useSWRConfig();

  const show = (cart: Cart) => mutate(CART, cart, { revalidate: false });
  const reload = () => mutate<Cart>(CART);
  const itemPath = (itemId: string) => `${CART}/items/${encodeURIComponent(itemId)}`;

  return {
    reload,

    async addItem(body: AddItem): Promise<CartItem> {
      const { item, cart } = await callApi<{ item: CartItem; cart: Cart }>(`${CART}/items`, {
        method: "POST",
        body,
        locale,
      });
      await show(cart);
      return item;
    },

    async changeItem(itemId: string, body: ChangeItem): Promise<void> {
      const { cart } = await callApi<{ cart: Cart }>(itemPath(itemId), { method: "PATCH", body, locale });
      await show(cart);
    },

    async removeItem(itemId: string): Promise<void> {
      await callApi<void>(itemPath(itemId), { method: "DELETE", locale });
      await reload();
    },

    /** Takes the place of an expired item again. */
    async holdItem(itemId: string): Promise<void> {
      await callApi<unknown>(`${itemPath(itemId)}/hold`, { method: "POST", body: {}, locale });
      await reload();
    },

    async addGiftCard(code: string): Promise<Cart> {
      const { cart } = await callApi<{ cart: Cart }>(`${CART}/gift-cards`, { method: "POST", body: { code }, locale });
      await show(cart);
      return cart;
    },

    async removeGiftCard(code: string): Promise<void> {
      await callApi<unknown>(`${CART}/gift-cards/${encodeURIComponent(code)}`, { method: "DELETE", locale });
      await reload();
    },
  };
}
