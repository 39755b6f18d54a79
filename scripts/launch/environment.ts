import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "../npm-install.mjs";
import { UsageError } from "./options.ts";

/** Parts of the shop that the environment brings along; what is missing is embedded. */
export interface GivenParts {
  databaseUrl: string | undefined;
  stripe: StripeKeys | undefined;
  smtpUrl: string | undefined;
}

export interface StripeKeys {
  secretKey: string;
  publishableKey: string;
  webhookSecret: string;
}

const STRIPE_VARIABLES = {
  secretKey: "STRIPE_SECRET_KEY",
  publishableKey: "STRIPE_PUBLISHABLE_KEY",
  webhookSecret: "STRIPE_WEBHOOK_SECRET",
} as const;

/** What stands in `.env` counts where the environment itself says nothing. */
export function loadEnvironmentFile(): void {
  const file = path.join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/** Throws UsageError when only a part of Stripe's three settings is there: half a Stripe account cannot be paid with. */
export function givenParts(environment: NodeJS.ProcessEnv): GivenParts {
  return {
    databaseUrl: read(environment, "DATABASE_URL"),
    stripe: readStripeKeys(environment),
    smtpUrl: read(environment, "SMTP_URL"),
  };
}

function readStripeKeys(environment: NodeJS.ProcessEnv): StripeKeys | undefined {
  const secretKey = read(environment, STRIPE_VARIABLES.secretKey);
  const publishableKey = read(environment, STRIPE_VARIABLES.publishableKey);
  const webhookSecret = read(environment, STRIPE_VARIABLES.webhookSecret);
  if (secretKey && publishableKey && webhookSecret) {
    return { secretKey, publishableKey, webhookSecret };
  }
  if (!secretKey && !publishableKey && !webhookSecret) return undefined;

  const missing = Object.values(STRIPE_VARIABLES).filter((name) => !read(environment, name));
  throw new UsageError(
    `A Stripe account needs three settings together, and ${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} missing. ` +
      "Set them all to use your account, or none to use the local Stripe.",
  );
}

function read(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = environment[name]?.trim();
  return text === "" ? undefined : text;
}
