import { createRoute } from "@hono/zod-openapi";
import { getCookie } from "hono/cookie";
import { z } from "zod";
import { CART_COOKIE } from "@/features/cart/server/session";
import { newApi } from "@/lib/api";
import { identifier } from "@/lib/validate";
import { createOrderAnswer, createOrderBody, orderAnswer, orderQuery } from "../schemas";
import { createOrder } from "./create-order";
import { getOrder } from "./get-order";

const tags = ["Orders"];

const create = createRoute({
  method: "post",
  path: "/orders/create",
  tags,
  summary: "Order this cart, or find its order again",
  description:
    "Checks and takes every hold, prices the cart, stores the order and returns its PaymentIntent. The cart stays as it is until the payment is confirmed. Asked again with the same cart, it answers with the same order and the same PaymentIntent (200).",
  request: { body: { required: true, content: { "application/json": { schema: createOrderBody } } } },
  responses: {
    200: {
      description: "The same order as before, with the customer's details brought up to date",
      content: { "application/json": { schema: createOrderAnswer } },
    },
    201: { description: "A new order", content: { "application/json": { schema: createOrderAnswer } } },
  },
});

const read = createRoute({
  method: "get",
  path: "/orders/{id}",
  tags,
  summary: "An order, with the cart's cookie or its access token",
  request: { params: z.object({ id: identifier }), query: orderQuery },
  responses: { 200: { description: "The order", content: { "application/json": { schema: orderAnswer } } } },
});

export const orderRoutes = newApi()
  .openapi(create, async (c) => {
    const body = c.req.valid("json");
    const { customer, locale } = body;
    const { answer, isNew } = await createOrder(getCookie(c, CART_COOKIE), { customer, locale });
    c.header("cache-control", "no-store");
    return isNew ? c.json(answer, 201) : c.json(answer, 200);
  })
  .openapi(read, async (c) => {
    const order = await getOrder(c.req.valid("param").id, {
      cartToken: getCookie(c, CART_COOKIE),
      accessToken: c.req.valid("query").token,
    });
    c.header("cache-control", "no-store");
    return c.json({ order }, 200);
  });
