import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { onTestFailed } from "vitest";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import type { Letter } from "../../mailbox/letters";
import { startMailbox } from "../../mailbox/start-mailbox";
import { startSandbox, type Sandbox } from "../../sandbox/start";
import { freePort } from "../../scripts/free-port";
import { BUILT_SERVER, nodeArguments } from "../../scripts/launch/node-arguments";
import { findBrowser } from "../support/browser";

const WEBHOOK_SECRET = "whsec_browser_tests";
const PATIENCE_MS = 60_000;

export type RunningSchool = {
  url: string;
  stripe: Sandbox;
  /** Letters that have arrived, oldest first. */
  letters: () => Letter[];
  /** Everything that web and worker have written. */
  output: () => string;
  browser: Browser;
  /** Ends web and worker at once, as a power cut does; `start` brings them back. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  close: () => Promise<void>;
};

/** The whole product as it runs for a school: pages, API, worker, the local Stripe, a mailbox, the seed's school, a browser. */
export async function openSchool(): Promise<RunningSchool> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const mailbox = await startMailbox();
  const stripe = await startSandbox({
    webhookEndpoints: [{ url: `http://127.0.0.1:${port}/api/webhooks/stripe`, secret: WEBHOOK_SECRET }],
  });
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_URL: url,
    STRIPE_SECRET_KEY: "sk_test_browser",
    STRIPE_PUBLISHABLE_KEY: "pk_test_browser",
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: stripe.url,
    STRIPE_JS_URL: `${stripe.url}/js/stripe.js`,
    SMTP_URL: mailbox.smtpUrl,
    EMAIL_SECONDS: "0.3",
    LOG_LEVEL: "info",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  await run("src/cli/seed.ts", ["--size", "small"], env);

  let output = "";
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn(process.execPath, [...nodeArguments(BUILT_SERVER), BUILT_SERVER], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await until(
      async () => (await fetch(`${url}/api/health/ready`)).ok,
      () => `the school did not start:\n${output.slice(-4_000)}`,
    );
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  await start();

  const { executablePath, args, env: browserEnv } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...browserEnv } });
  return {
    url,
    stripe,
    browser,
    letters: () => mailbox.letters().toReversed(),
    output: () => output,
    kill: () => end("SIGKILL"),
    start,
    close: async () => {
      await browser.close();
      await end("SIGTERM");
      await stripe.close();
      await mailbox.stop();
    },
  };
}

async function run(script: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${script} failed:\n${said}`);
}

/** Asks again and again until it is so, or until nobody would wait any longer. */
export async function until(isSo: () => Promise<boolean>, complaint: () => string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    if (await isSo().catch(() => false)) return;
    if (performance.now() > end) throw new Error(complaint());
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

export type Screen = { name: string; width: number; height: number; locale: "fr-FR" | "en-GB"; prefix: "" | "/en" };
export const PHONE_FR: Screen = { name: "phone, French", width: 390, height: 844, locale: "fr-FR", prefix: "" };
export const DESKTOP_EN: Screen = {
  name: "desktop, English",
  width: 1440,
  height: 900,
  locale: "en-GB",
  prefix: "/en",
};

/** A visitor with a browser of their own. Pages that throw or break their content policy fail the test. */
export async function visit(
  school: RunningSchool,
  screen: Screen,
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await school.browser.newContext({
    viewport: { width: screen.width, height: screen.height },
    locale: screen.locale,
    timezoneId: "Europe/Paris",
  });
  context.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  context.on("page", (page) => {
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && /Content Security Policy|Hydration/i.test(message.text()))
        complaints.push(`${page.url()}: ${message.text()}`);
    });
  });
  onTestFailed(async ({ task }) => {
    // What the visitor saw last, for whoever looks for the reason; the folder is not kept in the repository.
    for (const [index, page] of context.pages().entries())
      await page.screenshot({ path: `test-results/${task.id}-${index}.png`, fullPage: true }).catch(() => undefined);
  });
  return { page: await context.newPage(), context, complaints };
}
