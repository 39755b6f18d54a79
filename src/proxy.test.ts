import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { config, proxy } from "./proxy";

const visit = (path: string) => proxy(new NextRequest(`http://localhost:3000${path}`));

test("each answer has its own nonce, told to Next and to the browser alike", () => {
  const [first, second] = [visit("/stages"), visit("/stages")];

  const policy = first.headers.get("content-security-policy");
  expect(policy).toMatch(/'nonce-[A-Za-z0-9+/]{22}=='/);
  expect(first.headers.get("x-middleware-request-content-security-policy")).toBe(policy);
  expect(policy).toContain(`'nonce-${first.headers.get("x-middleware-request-x-nonce")}'`);
  expect(second.headers.get("content-security-policy")).not.toBe(policy);
});

test("the language is the address's", () => {
  expect(visit("/stages").headers.get("x-middleware-rewrite")).toContain("/fr/stages");
  expect(visit("/en/stages").headers.get("x-middleware-request-x-next-intl-locale")).toBe("en");
});

test("an address that carries an order's secret is told to no other site", () => {
  expect(visit("/orders/1?token=abc").headers.get("referrer-policy")).toBe("same-origin");
  expect(visit("/orders/1").headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
});

test.each([
  ["/", true],
  ["/stages", true],
  ["/en/orders/1", true],
  ["/apiculture", true],
  ["/api", false],
  ["/api/cart", false],
  ["/metrics", false],
  ["/_next/static/chunks/a.js", false],
  ["/favicon.ico", false],
])("%s passes here: %s", (path, passes) => {
  expect(new RegExp(`^${config.matcher[0]}$`).test(path)).toBe(passes);
});
