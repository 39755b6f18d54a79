import { createHmac } from "node:crypto";

/** `t=…,v1=…` over `t.body`: https://docs.stripe.com/webhooks#verify-manually. */
export function signatureHeader(body: string, secret: string, at: Date): string {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return `t=${timestamp},v1=${signature}`;
}
