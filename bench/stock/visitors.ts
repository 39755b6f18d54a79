import type { LoadRequest } from "../load/load";
import { cartTokenOf } from "./ids";

const JSON_TYPE = { "content-type": "application/json" };

export const CUSTOMER = {
  firstName: "Dominique",
  lastName: "Martin",
  email: "dominique.martin@example.org",
  phone: "06 98 76 54 32",
};

export const PARTICIPANT = {
  firstName: "Camille",
  lastName: "Martin",
  email: "camille.martin@example.org",
  phone: "06 12 34 56 78",
  birthDate: "1990-05-17",
  weightKg: 65,
  heightCm: 172,
};

const ORDER_BODY = JSON.stringify({ customer: CUSTOMER, acceptTerms: true, locale: "fr" });

/** The visitor with this cart's cookie asks for the order. */
export const createOrderRequest = (cookie: string): LoadRequest => ({
  method: "POST",
  path: "/api/orders/create",
  headers: { ...JSON_TYPE, cookie },
  body: ORDER_BODY,
});

/** The cookie of a stock's n-th cart. */
export const cookieOf = (n: number): string => `cart_session=${cartTokenOf(n)}`;

type Place = { stageId: string } | { baptemeId: string };

export function addItemRequest(place: Place, cookie: string | undefined): LoadRequest {
  const item =
    "stageId" in place
      ? { type: "STAGE", ...place }
      : { type: "BAPTEME", category: "AVENTURE", video: false, ...place };
  return {
    method: "POST",
    path: "/api/cart/items",
    headers: { ...JSON_TYPE, ...(cookie !== undefined && { cookie }) },
    body: JSON.stringify({ ...item, participant: PARTICIPANT }),
  };
}
