import { createHmac, timingSafeEqual } from "node:crypto";
import { installations } from "@/db/schema/operations";
import type { Reader } from "@/db/client";

export type Installation = { installation: string; accessTokenKey: Buffer };

/** This database's own random id, and the key that its orders' access tokens are made with. */
export async function readInstallation(reader: Reader): Promise<Installation> {
  const [row] = await reader
    .select({ installation: installations.installation, accessTokenKey: installations.accessTokenKey })
    .from(installations)
    .limit(1);
  if (row === undefined) throw new Error("the migrations have not made this database's installation row");
  return row;
}

/** The same token for the same order each time: it is derived, not stored, so that no table of tokens can leak. */
export const accessTokenOf = (key: Buffer, orderId: string): string =>
  createHmac("sha256", key).update(`order-access:${orderId}`).digest("base64url");

export async function accessTokenFor(reader: Reader, orderId: string): Promise<string> {
  const { accessTokenKey } = await readInstallation(reader);
  return accessTokenOf(accessTokenKey, orderId);
}

export function isAccessToken(key: Buffer, orderId: string, token: string): boolean {
  const expected = Buffer.from(accessTokenOf(key, orderId));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
