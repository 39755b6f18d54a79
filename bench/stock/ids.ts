import { createHash } from "node:crypto";

/**
 * Rows of a stock are found by counting: the id of the n-th of a kind is known without asking. They are shaped like the version 7
 * UUIDs of life, below all of today's, so that new rows come to stand after them in every index.
 */
const KINDS = { stage: 1, bapteme: 2, cart: 3, item: 4, hold: 5, order: 6, line: 7, payment: 8 } as const;
export type Kind = keyof typeof KINDS;

/** Counted from 1. Of items, holds and lines, the three of order n are 3n - 2, 3n - 1 and 3n. */
export const idOf = (kind: Kind, n: number): string => `0190${hex(KINDS[kind], 4)}-0000-7000-8000-${hex(n, 12)}`;

/** The same in SQL. */
export const idSql = (kind: Kind, n: string): string =>
  `('0190${hex(KINDS[kind], 4)}-0000-7000-8000-' || lpad(to_hex((${n})::bigint), 12, '0'))::uuid`;

export const orderNumberOf = (n: number): string => `ENV-${String(FIRST_NUMBER + n).padStart(6, "0")}`;
export const FIRST_NUMBER = 1_000;

export const paymentIntentOf = (n: number): string => `pi_3Rbench${String(n).padStart(14, "0")}`;
export const paymentIntentSql = (n: string): string => `'pi_3Rbench' || lpad((${n})::text, 14, '0')`;

/** Of the n-th cart's cookie. */
export const cartTokenOf = (n: number): string => createHash("sha256").update(`cart/${n}`).digest("base64url");
export const cartTokenSql = (n: string): string =>
  `translate(rtrim(encode(sha256(('cart/' || ${n})::bytea), 'base64'), '='), '+/', '-_')`;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
