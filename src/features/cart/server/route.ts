import { createRoute, z } from "@hono/zod-openapi";
import { languageOf, newApi } from "@/lib/api";
import { addGiftCardBody, addItemBody, cart, cartAnswer, changeItemBody, itemAnswer } from "../schemas";
import { addItem } from "./add-item";
import { changeItem } from "./change-item";
import { cartToken, keepCartCookie } from "./cookie";
import { holdItemAgain } from "./hold-item-again";
import { removeItem } from "./remove-item";
import { showCartOf } from "./show-cart";
import { removeGiftCard } from "./remove-gift-card";
import { addGiftCard } from "./add-gift-card";

const tags = ["Cart"];
const itemParams = z.object({ id: z.string() });
const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});

const getCart = createRoute({
  method: "get",
  path: "/cart",
  tags,
  summary: "The visitor's cart: full prices, what gift cards cover, what is due now and at the school",
  responses: { 200: json(cart, "The cart; without one yet, empty lists, zeros and `sessionId: null`") },
});

const postItem = createRoute({
  method: "post",
  path: "/cart/items",
  tags,
  summary: "Put a place or a gift card into the cart; a place is held at once",
  request: { body: body(addItemBody) },
  responses: { 201: json(itemAnswer, "The item and its cart; the first one opens the cart and sets its cookie") },
});

const patchItem = createRoute({
  method: "patch",
  path: "/cart/items/{id}",
  tags,
  summary: "Change an item's participant, category or video",
  request: { params: itemParams, body: body(changeItemBody) },
  responses: { 200: json(itemAnswer, "The item at its new price, and its cart") },
});

const deleteItem = createRoute({
  method: "delete",
  path: "/cart/items/{id}",
  tags,
  summary: "Take an item out; its place is released unless an order that can still be paid needs it",
  request: { params: itemParams },
  responses: { 204: { description: "It is gone" } },
});

const postHold = createRoute({
  method: "post",
  path: "/cart/items/{id}/hold",
  tags,
  summary: "Take an expired place again",
  request: { params: itemParams },
  responses: { 200: json(itemAnswer, "The place is held again") },
});

const postGiftCard = createRoute({
  method: "post",
  path: "/cart/gift-cards",
  tags,
  summary: "Use a gift card in this cart",
  request: { body: body(addGiftCardBody) },
  responses: { 200: json(cartAnswer, "The cart with what the card pays") },
});

const deleteGiftCard = createRoute({
  method: "delete",
  path: "/cart/gift-cards/{code}",
  tags,
  summary: "Stop using a gift card in this cart",
  request: { params: z.object({ code: z.string() }) },
  responses: { 200: json(cartAnswer, "The cart without the card") },
});

export const cartRoutes = newApi()
  .openapi(getCart, async (c) => {
    const shown = await showCartOf(cartToken(c));
    if (shown.sessionId !== null) keepCartCookie(c, cartToken(c));
    return c.json(shown, 200);
  })
  .openapi(postItem, async (c) => {
    const { token, ...added } = await addItem(cartToken(c), c.req.valid("json"), languageOf(c.req.raw));
    keepCartCookie(c, token);
    return c.json(added, 201);
  })
  .openapi(patchItem, async (c) => {
    const changed = await changeItem(cartToken(c), c.req.valid("param").id, c.req.valid("json"), languageOf(c.req.raw));
    keepCartCookie(c, cartToken(c));
    return c.json(changed, 200);
  })
  .openapi(deleteItem, async (c) => {
    await removeItem(cartToken(c), c.req.valid("param").id);
    keepCartCookie(c, cartToken(c));
    return c.body(null, 204);
  })
  .openapi(postHold, async (c) => {
    const held = await holdItemAgain(cartToken(c), c.req.valid("param").id);
    keepCartCookie(c, cartToken(c));
    return c.json(held, 200);
  })
  .openapi(postGiftCard, async (c) => {
    const shown = await addGiftCard(cartToken(c), c.req.valid("json").code);
    keepCartCookie(c, cartToken(c));
    return c.json({ cart: shown }, 200);
  })
  .openapi(deleteGiftCard, async (c) => {
    const shown = await removeGiftCard(cartToken(c), c.req.valid("param").code);
    keepCartCookie(c, cartToken(c));
    return c.json({ cart: shown }, 200);
  });
