import path from "node:path";
import { ensureDatabase } from "../embedded-postgres.ts";
import { ensureBuild } from "./build.ts";
import { DATABASE_NAME, databaseDir, logFile } from "./data.ts";
import { BUILT_SERVER } from "./node-arguments.ts";
import type { Launch, Plan } from "./plan.ts";
import { type Program, ProgramEnded, type ProgramOptions } from "./program.ts";

export const READY = {
  stripe: /Stripe sandbox ready on (\S+)/,
  mailbox: /Mailbox ready on (\S+)/,
  shop: /Envol ready on (\S+)/,
};

/** A line of the seed's: "Gift card ABCD-…: an amount, expired, €50.00 left." */
const GIFT_CARD = /^Gift card (\S+): (.+), €([\d.,]+) left\.$/gm;

export interface GiftCard {
  code: string;
  what: string;
  euros: string;
}

/** What the parts say of themselves once they run. */
export interface Parts {
  stripePage: string | undefined;
  mailboxPage: string | undefined;
  giftCards: GiftCard[];
  /** The shop, and how it is started, for starting it again. */
  shop: { program: Program; options: ProgramOptions };
}

/** All at once, each as soon as what it needs is there: the machine has more than one core. */
export async function startParts(launch: Launch, plan: Plan): Promise<Parts> {
  const database = startDatabase(launch);
  const pages = launch.mode === "production" ? buildPages(launch) : Promise.resolve();

  const [stripePage, mailboxPage, giftCards, shop] = await Promise.all([
    plan.stripe && startStripe(launch, plan.webhookUrl, plan.stripe),
    plan.mailbox && startMailbox(launch, plan.mailbox),
    database.then((url) => fillDatabase(launch, url)),
    Promise.all([database, pages]).then(([url]) => startShop(launch, plan, url)),
  ]);
  return { stripePage, mailboxPage, giftCards, shop };
}

async function startDatabase({ given, options, progress, texts, household }: Launch): Promise<string> {
  if (given.databaseUrl) return given.databaseUrl;
  return progress.step(texts.database, async () => {
    const postgres = await household.startDatabase({ dataDir: databaseDir(options.dataDir) });
    return ensureDatabase(postgres, DATABASE_NAME);
  });
}

/** Brings the tables up to date and adds what a season needs. Returns the gift cards that are there for trying. */
async function fillDatabase(launch: Launch, url: string): Promise<GiftCard[]> {
  const { options, progress, texts, household, given } = launch;
  const program: ProgramOptions = {
    name: texts.seed,
    script: "scripts/launch/fill-database.ts",
    args: ["--size", "small"],
    env: { DATABASE_URL: url },
    logFile: logFile(options.dataDir, "seed"),
  };
  try {
    const output = await progress.step(texts.seed, () => household.run(program));
    return [...output.matchAll(GIFT_CARD)].map(([, code = "", what = "", euros = ""]) => ({ code, what, euros }));
  } catch (error) {
    // A database of somebody's own may hold a school of its own, which is left alone.
    if (!(error instanceof ProgramEnded) || !given.databaseUrl || household.isStopping()) throw error;
    progress.say(`  ${error.ending.lastLines}`);
    return [];
  }
}

function startStripe(launch: Launch, webhookUrl: string, { port, keys }: NonNullable<Plan["stripe"]>): Promise<string> {
  const { options, texts } = launch;
  const args = [
    ["--port", String(port)],
    ["--data", path.join(options.dataDir, "stripe")],
    ["--webhook-url", webhookUrl],
    ["--webhook-secret", keys.webhookSecret],
  ].flat();
  return startService(launch, {
    program: { name: texts.stripe, script: "sandbox/main.ts", args, logFile: logFile(options.dataDir, "stripe") },
    ready: READY.stripe,
  });
}

function startMailbox(launch: Launch, { port, smtpPort }: NonNullable<Plan["mailbox"]>): Promise<string> {
  const { options, texts } = launch;
  const args = [
    ["--smtp-port", String(smtpPort)],
    ["--port", String(port)],
    ["--data", path.join(options.dataDir, "mail")],
  ].flat();
  return startService(launch, {
    program: { name: texts.mailbox, script: "mailbox/main.ts", args, logFile: logFile(options.dataDir, "mailbox") },
    ready: READY.mailbox,
  });
}

async function startService(
  { progress, household }: Launch,
  { program, ready }: { program: ProgramOptions; ready: RegExp },
): Promise<string> {
  return progress.step(program.name, () => household.start(program, "service").prints(ready));
}

async function buildPages({ options, progress, texts, household }: Launch): Promise<void> {
  await progress.step(texts.build, () =>
    ensureBuild({
      logFile: logFile(options.dataDir, "build"),
      run: async (program) => void (await household.run(program)),
    }),
  );
}

async function startShop(launch: Launch, plan: Plan, databaseUrl: string): Promise<Parts["shop"]> {
  const { mode, progress, texts, household } = launch;
  const options: ProgramOptions = {
    name: texts.shop,
    script: mode === "production" ? BUILT_SERVER : "src/main.ts",
    env: { ...plan.environment, DATABASE_URL: databaseUrl },
    logFile: logFile(launch.options.dataDir, "shop"),
    echo: mode === "development",
  };
  return progress.step(texts.shop, async () => {
    const program = household.start(options, "shop");
    await program.prints(READY.shop);
    return { program, options };
  });
}
