import { createHmac } from "node:crypto";
import fc from "fast-check";
import { START } from "./clock";

/** How the event's bytes are signed. Only `right` and `rotated` are Stripe's word. */
export type Signature =
  | { is: "right" }
  /** By the older of two secrets, among signatures of others. */
  | { is: "rotated"; others: number }
  | { is: "none" }
  | { is: "garbage"; header: string }
  | { is: "wrong secret" }
  | { is: "of other bytes" }
  | { is: "stale"; seconds: number }
  | { is: "spoiled"; how: keyof typeof SPOILED };

export const SECRETS = ["whsec_envol", "whsec_envol_before"] as const;

const SPOILED = {
  "only v0": (time: number, hash: string) => `t=${time},v0=${hash}`,
  "half of it": (time: number, hash: string) => `t=${time},v1=${hash.slice(0, 32)}`,
  "odd length": (time: number, hash: string) => `t=${time},v1=${hash.slice(1)}`,
  "upper case": (time: number, hash: string) => `t=${time},v1=${hash.toUpperCase()}`,
  longer: (time: number, hash: string) => `t=${time},v1=${hash}00`,
  "no time": (_: number, hash: string) => `v1=${hash}`,
  "no number as time": (_: number, hash: string) => `t=now,v1=${hash}`,
  "time twice": (time: number, hash: string) => `t=${time},t=${time},v1=${hash}`,
  "another time": (time: number, hash: string) => `t=${time + 1},v1=${hash}`,
  "as an array": (time: number, hash: string) => `["t=${time}","v1=${hash}"]`,
  "two headers": (time: number, hash: string) => `t=${time},v1=${hash}, t=${time},v1=${hash}`,
  thousands: (time: number, hash: string) => `t=${time},${`v1=${"0".repeat(64)},`.repeat(3_000)}v1=${hash}`,
} as const;

/** Those that must be refused, and the rotated one, which must not. */
export const signatures: fc.Arbitrary<Signature> = fc.oneof(
  fc.record({ is: fc.constant("rotated" as const), others: fc.integer({ min: 0, max: 20 }) }),
  fc.constant<Signature>({ is: "none" }),
  fc.record({
    is: fc.constant("garbage" as const),
    header: fc.oneof(
      fc.constantFrom(
        "",
        " ",
        ",",
        "t=,v1=",
        "t=1,v1=1",
        "v1",
        "=",
        ",,,,",
        "t=1e99,v1=x",
        "t=-1,v1=",
        "null",
        "[object Object]",
        "t=0,v1=".repeat(200),
      ),
      fc
        .string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 200 })
        .map((text) => text.trim()),
    ),
  }),
  fc.constant<Signature>({ is: "wrong secret" }),
  fc.constant<Signature>({ is: "of other bytes" }),
  fc.record({ is: fc.constant("stale" as const), seconds: fc.constantFrom(301, 3_600, 1e9, 1.7e9) }),
  fc.record({
    is: fc.constant("spoiled" as const),
    how: fc.constantFrom(...(Object.keys(SPOILED) as (keyof typeof SPOILED)[])),
  }), // its own keys
);

/** Null when the request carries no header. */
export function headerOf(signature: Signature, body: Buffer): string | null {
  const time = Math.floor(START.getTime() / 1_000);
  const [secret, older] = SECRETS;
  switch (signature.is) {
    case "right":
      return `t=${time},v1=${hashOf(body, time, secret)}`;
    case "rotated":
      return `t=${time},${`v1=${"0".repeat(64)},`.repeat(signature.others)}v1=${hashOf(body, time, older)}`;
    case "none":
      return null;
    case "garbage":
      return signature.header;
    case "wrong secret":
      return `t=${time},v1=${hashOf(body, time, "whsec_other")}`;
    case "of other bytes":
      return `t=${time},v1=${hashOf(Buffer.concat([body, Buffer.from(" ")]), time, secret)}`;
    case "stale": {
      const then = time - signature.seconds;
      return `t=${then},v1=${hashOf(body, then, secret)}`;
    }
    case "spoiled":
      return SPOILED[signature.how](time, hashOf(body, time, secret));
    default:
      return signature satisfies never;
  }
}

export const isStripesWord = (signature: Signature | null): boolean =>
  signature?.is === "right" || signature?.is === "rotated";

/** As Stripe's documentation says: HMAC-SHA256 over the time, a dot, and the bytes. */
const hashOf = (body: Buffer, time: number, secret: string): string =>
  createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
