"use client";

import { useLocale } from "next-intl";
import type { AddItem, Cart, CartItem, ChangeItem } from "@/features/cart/schemas";
import { callApi } from "@/lib/call-api";
import { Resource } from "@/lib/resource";
import { useKnown } from "@/lib/use-known";

const CART = "/api/cart";

// Asked in the language of the page, for what a refusal says; another language is another page.
const visitorsCart = new Resource<Cart>(() => callApi<Cart>(CART, { locale: document.documentElement.lang }));

/** The visitor's cart, the same one wherever it is shown; read again when the visitor comes back to this tab. Unknown at first. */
export const useCart = (): Cart | undefined => useKnown(visitorsCart).data;

/** The same on a page that was drawn with the cart in it. */
export const useCartSince = (drawn: Cart): Cart => useCart() ?? drawn;

/** What a visitor does to the cart. Each takes the server's word for what the cart is afterwards, and throws ApiProblem. */
export function useCartActions() {
  const locale = useLocale();
  const { put: show, reload } = visitorsCart;
  const itemPath = (itemId: string) => `${CART}/items/${encodeURIComponent(itemId)}`;

  return {
    reload,

    async addItem(body: AddItem): Promise<CartItem> {
      const { item, cart } = await callApi<{ item: CartItem; cart: Cart }>(`${CART}/items`, {
        method: "POST",
        body,
        locale,
      });
      show(cart);
      return item;
    },

    async changeItem(itemId: string, body: ChangeItem): Promise<void> {
      const { cart } = await callApi<{ cart: Cart }>(itemPath(itemId), { method: "PATCH", body, locale });
      show(cart);
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
      show(cart);
      return cart;
    },

    async removeGiftCard(code: string): Promise<void> {
      await callApi<unknown>(`${CART}/gift-cards/${encodeURIComponent(code)}`, { method: "DELETE", locale });
      await reload();
    },
  };
}
