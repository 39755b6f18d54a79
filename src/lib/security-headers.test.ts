import { expect, test } from "vitest";
import { commonHeaders, pagePolicy } from "./security-headers";

const shop = { https: true, development: false };
const directive = (policy: string, name: string) =>
  policy
    .split("; ")
    .find((one) => one.split(" ")[0] === name)
    ?.split(" ")
    .slice(1);

test("scripts run by nonce only: nothing inline, nothing evaluated", () => {
  const scripts = directive(pagePolicy("abc", shop), "script-src");

  expect(scripts).toContain("'nonce-abc'");
  expect(scripts).toContain("'strict-dynamic'");
  expect(scripts?.join(" ")).not.toMatch(/unsafe/);
});

test("nothing frames the pages, nothing changes their base, forms go home", () => {
  const policy = pagePolicy("abc", shop);

  expect(directive(policy, "frame-ancestors")).toEqual(["'none'"]);
  expect(directive(policy, "base-uri")).toEqual(["'none'"]);
  expect(directive(policy, "object-src")).toEqual(["'none'"]);
  expect(directive(policy, "form-action")).toEqual(["'self'"]);
});

test("Stripe's script, frames and API are let in; with a local Stripe, its origin alone", () => {
  const real = pagePolicy("abc", shop);
  expect(directive(real, "frame-src")).toContain("https://hooks.stripe.com");
  expect(directive(real, "connect-src")).toContain("https://api.stripe.com");

  const local = pagePolicy("abc", { ...shop, stripeJsUrl: "http://127.0.0.1:4242/js/stripe.js" });
  for (const name of ["script-src", "frame-src", "connect-src"])
    expect(directive(local, name)).toContain("http://127.0.0.1:4242");
  expect(local).not.toContain("stripe.com");
});

test("https is demanded for a year where it is spoken, and nowhere else", () => {
  expect(commonHeaders(shop)["strict-transport-security"]).toBe("max-age=31536000");
  expect(commonHeaders({ ...shop, https: false })).not.toHaveProperty("strict-transport-security");
  expect(pagePolicy("abc", shop)).toContain("upgrade-insecure-requests");
  expect(pagePolicy("abc", { ...shop, https: false })).not.toContain("upgrade-insecure-requests");
});
