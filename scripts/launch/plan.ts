import { freePort } from "../free-port.ts";
import type { GivenParts, StripeKeys } from "./environment.ts";
import type { Household } from "./household.ts";
import type { LaunchOptions } from "./options.ts";
import type { Progress } from "./progress.ts";
import type { Running } from "./running.ts";
import { localStripeKeys } from "./secrets.ts";
import type { Texts } from "./texts.ts";

/** What a launcher works with. */
export interface Launch {
  mode: "production" | "development";
  options: LaunchOptions;
  given: GivenParts;
  texts: Texts;
  progress: Progress;
  household: Household;
  running: Running;
}

/** Who will be where. Known before anything starts, so that everything can start at once. */
export interface Plan {
  url: string;
  webhookUrl: string;
  /** Absent where the environment brings its own. */
  stripe: { port: number; origin: string; keys: StripeKeys } | undefined;
  mailbox: { port: number; smtpPort: number } | undefined;
  /** What the shop reads, but for its database. */
  environment: Record<string, string>;
}

/** The usual ones where they are free: Stripe's own mock server, and mail catchers, have made them known. */
const STRIPE_PORT = 4242;
const MAILBOX_PORT = 8025;
const SMTP_PORT = 1025;

export async function planShop({ mode, options, given, texts, progress }: Launch): Promise<Plan> {
  const port = await freePort(options.port);
  if (port !== options.port) progress.say(`  ${texts.portTaken(options.port, port)}`);
  const url = process.env.PUBLIC_URL || `http://localhost:${port}`;
  const stripe = given.stripe ? undefined : await planStripe(options.dataDir);
  const mailbox = given.smtpUrl
    ? undefined
    : { port: await freePort(MAILBOX_PORT), smtpPort: await freePort(SMTP_PORT) };

  return {
    url,
    webhookUrl: `http://127.0.0.1:${port}/api/webhooks/stripe`,
    stripe,
    mailbox,
    environment: {
      // The local Stripe and the mailbox are on this machine only, so the shop is too unless HOST says otherwise.
      HOST: process.env.HOST || "127.0.0.1",
      PORT: String(port),
      PUBLIC_URL: url,
      NODE_ENV: mode,
      NEXT_TELEMETRY_DISABLED: "1",
      ...(mailbox ? { SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}` } : {}),
      ...(stripe ? localStripeVariables(stripe.keys, stripe.origin) : {}),
    },
  };
}

async function planStripe(dataDir: string): Promise<Plan["stripe"]> {
  const port = await freePort(STRIPE_PORT);
  return { port, origin: `http://127.0.0.1:${port}`, keys: localStripeKeys(dataDir) };
}

export function localStripeVariables(keys: StripeKeys, origin: string): Record<string, string> {
  return {
    STRIPE_SECRET_KEY: keys.secretKey,
    STRIPE_PUBLISHABLE_KEY: keys.publishableKey,
    STRIPE_WEBHOOK_SECRET: keys.webhookSecret,
    STRIPE_API_BASE: origin,
    STRIPE_JS_URL: `${origin}/js/stripe.js`,
  };
}
