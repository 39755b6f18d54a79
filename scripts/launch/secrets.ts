import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StripeKeys } from "./environment.ts";

/** The local Stripe's keys, made once: payments that were begun before a restart are signed and found with the same ones. */
export function localStripeKeys(dataDir: string): StripeKeys {
  const file = path.join(dataDir, "secrets.json");
  if (existsSync(file)) {
    // Ours: written below, and read by nobody else.
    return JSON.parse(readFileSync(file, "utf8")) as StripeKeys;
  }
  const keys = {
    secretKey: `sk_test_${random()}`,
    publishableKey: `pk_test_${random()}`,
    webhookSecret: `whsec_${random()}`,
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  return keys;
}

function random(): string {
  return randomBytes(24).toString("hex");
}
