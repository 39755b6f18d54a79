import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_SECONDS = 300;

/** What the bare programs read of an event that is signed: the bench writes events of this shape. */
export type SignedEvent = {
  id: string;
  data: { object: { id: string; metadata: { orderId: string; sessionId: string } } };
};

/** As Stripe's `constructEvent` does: https://docs.stripe.com/webhooks#verify-manually. */
export function isSigned(body: Buffer, header: string, secret: string): boolean {
  const [, time = "", signature = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (Math.abs(Date.now() / 1_000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac("sha256", secret).update(`${time}.`).update(body).digest();
  const given = Buffer.from(signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
