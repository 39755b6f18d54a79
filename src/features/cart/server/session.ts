import { createHash } from "node:crypto";
import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import type { Locale } from "@/db/schema/snapshots";
import { statement } from "@/db/statement";
import { randomBytes } from "@/lib/random";

export const CART_COOKIE = "cart_session";

/** 256 bits: nobody guesses their way into another visitor's cart. */
const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export type CartSession = { id: string; locale: Locale };

/** The cart that this cookie opens; null without a cookie, with one that we never made, and once the cart has been removed. */
export async function findCartSession(tx: Tx | null, token: string | undefined): Promise<CartSession | null> {
  const tokenHash = tokenHashOf(token);
  return tokenHash === null ? null : ((await find(tx, [tokenHash]))[0] ?? null);
}

const find = statement<CartSession>("find-cart-session", "select id, locale from cart_sessions where token_hash = $1");

/** By its own id, or by its cookie. */
export type WhichCart = { id: string } | { token: string | undefined };

/** The cart's id, in a statement whose first two values are `valuesOf`: so that it can be asked together with the cart's lock. */
export const THE_CART = "coalesce($1::uuid, (select id from cart_sessions where token_hash = $2::bytea))";

export const valuesOf = (which: WhichCart): [string | null, Buffer | null] =>
  "id" in which ? [which.id, null] : [null, tokenHashOf(which.token)];

/** A new, empty cart, written down with what follows. The token is told once, for the cookie; only its hash is kept. */
export function openCartSession(tx: Tx, locale: Locale, now: Date): { id: string; token: string } {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const id = newId();
  open.send(tx, [id, hashOf(token), locale, now]);
  return { id, token };
}

const open = statement(
  "open-cart-session",
  `insert into cart_sessions (id, token_hash, locale, created_at, last_used_at) values ($1, $2, $3, $4, $4)`,
);

/** What of a cookie's token is kept; null without a cookie, and for what we never made. */
const tokenHashOf = (token: string | undefined): Buffer | null =>
  token !== undefined && TOKEN.test(token) ? hashOf(token) : null;

/** Whether it can be the cookie of a cart at all. */
export const isCartToken = (token: string | undefined): boolean => tokenHashOf(token) !== null;

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
