import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { endEmbeddedPostgres, ensureDatabase } from "../embedded-postgres.ts";
import { freePort } from "../free-port.ts";
import { ensureBuild } from "./build.ts";
import { type GivenParts, type StripeKeys } from "./environment.ts";
import type { Household } from "./household.ts";
import type { LaunchOptions } from "./options.ts";
import type { Program, ProgramOptions } from "./program.ts";
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

export interface Shop {
  url: string;
  webhookUrl: string;
  /** Absent where the environment brings its own. */
  stripePage: string | undefined;
  mailboxPage: string | undefined;
  stripeApiBase: string | undefined;
  /** How the shop itself is started, for starting it again. */
  program: ProgramOptions;
}

/** The usual ones where they are free: Stripe's own mock server, and mail catchers, have made them known. */
const STRIPE_PORT = 4242;
const MAILBOX_PORT = 8025;
const SMTP_PORT = 1025;

export const READY = {
  stripe: /Stripe sandbox ready on (\S+)/,
  mailbox: /Mailbox ready on (\S+)/,
  shop: /Envol ready on (\S+)/,
};

/** Everything around the shop side by side, then the shop. */
export async function startParts(launch: Launch): Promise<Shop> {
  const { options, texts, progress, household, mode } = launch;
  const port = await freePort(options.port);
  if (port !== options.port) progress.say(`  ${texts.portTaken(options.port, port)}`);
  const url = process.env.PUBLIC_URL || `http://localhost:${port}`;
  const webhookUrl = `http://127.0.0.1:${port}/api/webhooks/stripe`;

  const [database, stripe, mail] = await Promise.all([
    startDatabase(launch),
    startStripe(launch, webhookUrl),
    startMailbox(launch),
    mode === "production" && !household.isStopping() ? buildPages(launch) : undefined,
  ]);

  const program: ProgramOptions = {
    name: texts.shop,
    script: "src/main.ts",
    logFile: logFile(launch, "shop"),
    echo: mode === "development",
    env: {
      // The local Stripe and the mailbox are on this machine only, so the shop is too unless HOST says otherwise.
      HOST: process.env.HOST || "127.0.0.1",
      PORT: String(port),
      PUBLIC_URL: url,
      NODE_ENV: mode,
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: database.url,
      SMTP_URL: mail.smtpUrl,
      ...stripe.env,
    },
  };
  return {
    url,
    webhookUrl,
    stripePage: stripe.page,
    mailboxPage: mail.page,
    stripeApiBase: stripe.env.STRIPE_API_BASE,
    program,
  };
}

export async function startShop(launch: Launch, { program }: Shop): Promise<Program> {
  const { progress, texts, household } = launch;
  return progress.step(texts.shop, async () => {
    const started = household.start(program, "shop");
    await started.prints(READY.shop);
    return started;
  });
}

async function startDatabase(launch: Launch): Promise<{ url: string }> {
  const { progress, texts, household, given, options } = launch;
  const url =
    given.databaseUrl ??
    (await progress.step(texts.database, async () => {
      const postgres = await household.startDatabase({ dataDir: databaseDir(options.dataDir) });
      return ensureDatabase(postgres, DATABASE_NAME);
    }));

  const env = { DATABASE_URL: url };
  await progress.step(texts.migrations, () =>
    household.run({
      name: texts.migrations,
      script: "src/cli/migrate.ts",
      env,
      logFile: logFile(launch, "migrate"),
    }),
  );
  await progress.step(texts.seed, () =>
    household.run({
      name: texts.seed,
      script: "src/cli/seed.ts",
      args: ["--size", "small"],
      env,
      logFile: logFile(launch, "seed"),
    }),
  );
  return { url };
}

export const DATABASE_NAME = "envol";

export function databaseDir(dataDir: string): string {
  return path.join(dataDir, "postgres");
}

async function startStripe(
  launch: Launch,
  webhookUrl: string,
): Promise<{ env: Record<string, string>; page: string | undefined }> {
  const { given, options, progress, texts, household } = launch;
  if (given.stripe) return { env: stripeVariables(given.stripe), page: undefined };

  const keys = localStripeKeys(options.dataDir);
  const port = await freePort(STRIPE_PORT);
  const page = await progress.step(texts.stripe, () =>
    household
      .start(
        {
          name: texts.stripe,
          script: "sandbox/main.ts",
          args: [
            ["--port", String(port)],
            ["--data", path.join(options.dataDir, "stripe")],
            ["--webhook-url", webhookUrl],
            ["--webhook-secret", keys.webhookSecret],
          ].flat(),
          logFile: logFile(launch, "stripe"),
        },
        "service",
      )
      .prints(READY.stripe),
  );
  const origin = `http://127.0.0.1:${port}`;
  return {
    page,
    env: {
      ...stripeVariables(keys),
      STRIPE_API_BASE: origin,
      STRIPE_JS_URL: `${origin}/js/stripe.js`,
    },
  };
}

export function stripeVariables(keys: StripeKeys): Record<string, string> {
  return {
    STRIPE_SECRET_KEY: keys.secretKey,
    STRIPE_PUBLISHABLE_KEY: keys.publishableKey,
    STRIPE_WEBHOOK_SECRET: keys.webhookSecret,
  };
}

async function startMailbox(launch: Launch): Promise<{ smtpUrl: string; page: string | undefined }> {
  const { given, options, progress, texts, household } = launch;
  if (given.smtpUrl) return { smtpUrl: given.smtpUrl, page: undefined };

  const smtpPort = await freePort(SMTP_PORT);
  const port = await freePort(MAILBOX_PORT);
  const page = await progress.step(texts.mailbox, () =>
    household
      .start(
        {
          name: texts.mailbox,
          script: "mailbox/main.ts",
          args: [
            ["--smtp-port", String(smtpPort)],
            ["--port", String(port)],
            ["--data", path.join(options.dataDir, "mail")],
          ].flat(),
          logFile: logFile(launch, "mailbox"),
        },
        "service",
      )
      .prints(READY.mailbox),
  );
  return { smtpUrl: `smtp://127.0.0.1:${smtpPort}`, page };
}

async function buildPages(launch: Launch): Promise<void> {
  const { progress, texts, household } = launch;
  await progress.step(texts.build, () =>
    ensureBuild({ logFile: logFile(launch, "build"), run: (program) => household.run(program) }),
  );
}

export function logFile(launch: Pick<Launch, "options">, name: string): string {
  return path.join(launch.options.dataDir, "logs", `${name}.log`);
}

/** What the launcher itself has put there; a folder given by --data may hold other things too. */
const OURS = /^(postgres(\..*)?|stripe|mail|logs|secrets\.json|running\.json)$/;

export async function removeData(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  await endEmbeddedPostgres(databaseDir(dataDir));
  for (const name of readdirSync(dataDir)) {
    if (OURS.test(name)) rmSync(path.join(dataDir, name), { recursive: true, force: true });
  }
}
