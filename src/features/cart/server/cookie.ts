import { getCookie, setCookie } from "hono/cookie";
import type { Context } from "hono";
import { config, publicUrl } from "@/lib/config";
import { CART_COOKIE } from "./session";

/** Browsers keep no cookie longer. */
const LONGEST_COOKIE_DAYS = 400;
const DAY_SECONDS = 86_400;

export const cartToken = (c: Context): string | undefined => getCookie(c, CART_COOKIE);

/** Sent with every cart, so that it lasts as long as the cart does: from its last use. */
export function keepCartCookie(c: Context, token: string | undefined): void {
  if (token === undefined) return;
  setCookie(c, CART_COOKIE, token, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    maxAge: Math.floor(Math.min(config().CART_DAYS, LONGEST_COOKIE_DAYS) * DAY_SECONDS),
  });
}

/** Behind a proxy that ends TLS the request itself is plain http: then our public address, or the trusted proxy, says so. */
function isSecure(c: Context): boolean {
  if (new URL(c.req.url).protocol === "https:" || publicUrl().startsWith("https:")) return true;
  return config().TRUST_PROXY > 0 && c.req.header("x-forwarded-proto")?.split(",").at(-1)?.trim() === "https";
}
