import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { cartSessions } from "@/db/schema/cart-sessions";
import { newId } from "@/db/schema/columns";
import type { Locale } from "@/db/schema/snapshots";
import { randomBytes } from "@/lib/random";

export const CART_COOKIE = "cart_session";

/** 256 bits: nobody guesses their way into another visitor's cart. */
const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export type CartSession = { id: string; locale: Locale };

/** The cart that this cookie opens; null without a cookie, with one that we never made, and once the cart has been removed. */
export async function findCartSession(reader: Reader, token: string | undefined): Promise<CartSession | null> {
  if (token === undefined || !TOKEN.test(token)) return null;
  const [session] = await reader
    .select({ id: cartSessions.id, locale: cartSessions.locale })
    .from(cartSessions)
    .where(eq(cartSessions.tokenHash, hashOf(token)))
    .limit(1);
  return session ?? null;
}

/** A new, empty cart. The token is told once, for the cookie; only its hash is kept. */
export async function openCartSession(tx: Tx, locale: Locale, now: Date): Promise<{ id: string; token: string }> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const id = newId();
  await tx.insert(cartSessions).values({ id, tokenHash: hashOf(token), locale, createdAt: now, lastUsedAt: now });
  return { id, token };
}

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
