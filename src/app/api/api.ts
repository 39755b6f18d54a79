import { cartRoutes } from "@/features/cart/server/route";
import { catalogueRoutes } from "@/features/catalogue/server/route";
import { orderRoutes } from "@/features/orders/server/route";
import { apiOf } from "./api-of";
import { POST } from "./webhooks/stripe/route";

/** The school's API: every feature's routes, and Stripe's webhook. */
export const api = apiOf({ features: [catalogueRoutes, cartRoutes, orderRoutes], webhook: POST });
