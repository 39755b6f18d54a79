import { expect, test } from "vitest";
import { accessTokenOf, isAccessToken } from "./access-token";

const key = Buffer.alloc(32, 1);
const token = accessTokenOf(key, "an-order");

test("an order's secret link opens this order, made again or not", () => {
  expect(isAccessToken(key, "an-order", token)).toBe(true);
  expect(accessTokenOf(key, "an-order")).toBe(token);
});

test("it opens no other order, and none of another installation", () => {
  expect(isAccessToken(key, "another-order", token)).toBe(false);
  expect(isAccessToken(Buffer.alloc(32, 2), "an-order", token)).toBe(false);
});

test.each(["", "x", token.slice(1), `${token}x`, token.replace(/.$/, (last) => (last === "A" ? "B" : "A"))])(
  "«%s» opens nothing",
  (text) => {
    expect(isAccessToken(key, "an-order", text)).toBe(false);
  },
);
