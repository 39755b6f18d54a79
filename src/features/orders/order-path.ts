/** The page of an order; without its token it opens for the cart's own visitor only. */
export const orderPath = (orderId: string, accessToken?: string): string =>
  `/orders/${encodeURIComponent(orderId)}${accessToken === undefined ? "" : `?token=${encodeURIComponent(accessToken)}`}`;
