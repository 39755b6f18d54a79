import { parseArgs } from "node:util";
import type { EndpointOptions, SandboxOptions } from "./options";

/** Stripe's mock server and most examples use this port too. */
const DEFAULT_PORT = 4242;

export const USAGE = `A local Stripe.

  tsx sandbox/main.ts [options]

  --port N             where it answers, on 127.0.0.1 only (4242)
  --data DIR           where its state is kept; without it the state is gone at the end
  --webhook-url URL    a receiver of events; may be given several times
  --webhook-secret S   the secret it checks signatures with, one for each --webhook-url (whsec_…)
  --webhook-events L   comma-separated types to deliver (all of them)
  --api-version V      the account's version of the API, and the one events are written in
  --rate-limit N       more requests a second than this are answered 429 (no limit)
  --settle-delay N     seconds that a bank debit takes (30)
  --delivery-timeout N seconds that a receiver has to answer (10)
  --search-delay N     seconds after which search sees a change (0)
  --lang fr|en         language of the page where the browser does not say (fr)

Each is also a setting of the environment: SANDBOX_PORT, SANDBOX_DATA, SANDBOX_WEBHOOK_URL and so on.
`;

const OPTIONS = [
  "port",
  "data",
  "webhook-url",
  "webhook-secret",
  "webhook-events",
  "api-version",
  "rate-limit",
  "settle-delay",
  "delivery-timeout",
  "search-delay",
  "lang",
] as const;
type Option = (typeof OPTIONS)[number];

export class UsageError extends Error {}

export function readCommandLine(args: readonly string[], environment: NodeJS.ProcessEnv): SandboxOptions | "help" {
  const values: Readonly<Record<string, unknown>> = parse(args).values;
  if (values["help"] === true) return "help";
  const all = (name: Option): string[] => {
    const given = values[name];
    if (Array.isArray(given)) return given.map(String);
    const set = environment[`SANDBOX_${name.toUpperCase().replaceAll("-", "_")}`];
    return set ? set.split(/\s*,\s*/) : [];
  };
  const one = (name: Option): string | undefined => all(name).at(-1);
  const count = (name: Option): number | undefined => {
    const text = one(name);
    if (text === undefined) return undefined;
    if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`--${name} wants a number, not "${text}"`);
    return Number(text);
  };
  const seconds = (name: Option): number | undefined => {
    const value = count(name);
    return value === undefined ? undefined : value * 1_000;
  };
  const dataDir = one("data");
  const apiVersion = one("api-version");
  return definedOnly({
    port: count("port") ?? DEFAULT_PORT,
    dataDir,
    apiVersion,
    rateLimit: count("rate-limit"),
    settleDelayMs: seconds("settle-delay"),
    deliveryTimeoutMs: seconds("delivery-timeout"),
    searchDelayMs: seconds("search-delay"),
    language: languageOf(one("lang")),
    webhookEndpoints: endpoints(all("webhook-url"), all("webhook-secret"), all("webhook-events")),
  });
}

function parse(args: readonly string[]) {
  const options = Object.fromEntries(OPTIONS.map((name) => [name, { type: "string", multiple: true } as const]));
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function endpoints(urls: readonly string[], secrets: readonly string[], events: readonly string[]): EndpointOptions[] {
  const enabledEvents = events.flatMap((list) => list.split(",")).filter(Boolean);
  return urls.map((url, index) => {
    const secret = secrets[index] ?? secrets.at(-1);
    if (!URL.canParse(url)) throw new UsageError(`--webhook-url is not a URL: "${url}"`);
    if (!secret) throw new UsageError(`--webhook-url ${url} needs a --webhook-secret`);
    return { url, secret, ...(enabledEvents.length > 0 ? { enabledEvents } : {}) };
  });
}

function languageOf(text: string | undefined): "fr" | "en" | undefined {
  if (text === undefined || text === "fr" || text === "en") return text;
  throw new UsageError(`--lang is fr or en, not "${text}"`);
}

type Given = { [Name in keyof SandboxOptions]: SandboxOptions[Name] | undefined };

function definedOnly(given: Given): SandboxOptions {
  // Every entry that is left has the type SandboxOptions gives it: only undefined was taken away.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as SandboxOptions;
}
