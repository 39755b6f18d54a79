import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { givenCart } from "../../../../tests/support/given";
import { givenOrder } from "../../../../tests/support/orders";
import { visitorOf } from "../../../../tests/support/visitor";
import { accessTokenFor } from "./access-token";

test("an order is shown to the cart that it was made of and to its own secret link, to no other cart and by no other link [M12]", async () => {
  const [order, other] = [await givenOrder(), await givenOrder()];
  const visitor = visitorOf(api, { cookie: other.cart.cookie });
  const link = await accessTokenFor(db(), order.id);
  const otherLink = await accessTokenFor(db(), other.id);

  expect((await visitorOf(api, { cookie: order.cart.cookie }).get(`/orders/${order.id}`)).status).toBe(200);
  expect((await visitorOf(api).get(`/orders/${order.id}?token=${link}`)).status).toBe(200);
  expect((await visitor.get(`/orders/${order.id}`)).status).toBe(404);
  expect((await visitor.get(`/orders/${order.id}?token=${otherLink}`)).status).toBe(404);
  expect((await visitorOf(api, { cookie: (await givenCart()).cookie }).get(`/orders/${order.id}`)).status).toBe(404);
});
