import { idOf } from "./ids";

/** The pages of the shop, by the names that figures give them; ids are those of a stock. */
export const SHOP_PAGES: Readonly<Record<string, string>> = {
  home: "/",
  stages: "/stages",
  "a stage": `/stages/${idOf("stage", 1)}`,
  baptêmes: "/baptemes",
  "a baptême": `/baptemes/${idOf("bapteme", 1)}`,
  "gift cards": "/gift-cards",
  cart: "/cart",
  checkout: "/checkout",
  "an order": `/orders/${idOf("order", 1)}`,
  terms: "/terms",
};

/** For a figure's id. */
export const slugOf = (page: string): string =>
  page
    .normalize("NFD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .replaceAll(/\W+/g, "-");
