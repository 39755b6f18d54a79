import { z } from "zod";

/** A sentence for whoever started the program; it is printed alone, without a stack. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]", "::1"]);

const minutes = (byDefault: number) => z.coerce.number().positive().default(byDefault);
const secret = z.string().trim().min(1);

/** Stripe's API elsewhere than at Stripe: an origin without path, in plain http only on this machine. */
const apiBase = z.url().transform((text, context) => {
  const url = new URL(text);
  if (url.pathname !== "/" || url.search !== "")
    context.addIssue({ code: "custom", message: "must be an origin without a path (the SDK adds /v1)" });
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname))
    context.addIssue({ code: "custom", message: "may use plain http only on loopback" });
  if (url.protocol !== "http:" && url.protocol !== "https:")
    context.addIssue({ code: "custom", message: "must begin with http:// or https://" });
  return url;
});

const settings = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default("0.0.0.0"),
  /** Where a worker without web answers /metrics and its health; absent: nowhere. */
  WORKER_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  MIGRATE: z.enum(["on", "off"]).default("on"),
  PUBLIC_URL: z.url().optional(),
  DATABASE_URL: z.string().min(1).optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(500).default(10),
  STRIPE_SECRET_KEY: secret.regex(/^(sk|rk)_(test|live)_/, "must begin with sk_test_, sk_live_, rk_test_ or rk_live_"),
  STRIPE_PUBLISHABLE_KEY: secret.regex(/^pk_(test|live)_/, "must begin with pk_test_ or pk_live_"),
  STRIPE_WEBHOOK_SECRET: secret
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine(
      (secrets) => secrets.every((one) => one !== "" && !/\s/.test(one)),
      "must be one secret, or several separated by commas, none of them blank",
    ),
  STRIPE_API_BASE: apiBase.optional(),
  STRIPE_JS_URL: z.url().optional(),
  SMTP_URL: z.url().optional(),
  MAIL_FROM: z.string().optional(),
  METRICS_TOKEN: z.string().min(1).optional(),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  RATE_LIMIT: z.enum(["on", "off"]).default("on"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  HOLD_MINUTES: minutes(60),
  PAY_MINUTES: minutes(30),
  RETRY_MINUTES: minutes(10),
  CART_DAYS: z.coerce.number().positive().default(30),
  EVENT_RETENTION_DAYS: z.coerce.number().positive().default(90),
  BODY_RETENTION_DAYS: z.coerce.number().positive().default(30),
  WEBHOOK_TOLERANCE_SECONDS: z.coerce.number().positive().default(300),
  RECONCILE_SECONDS: z.coerce.number().positive().default(60),
  RECONCILE_AFTER_SECONDS: z.coerce.number().positive().default(300),
  EVENT_RETRY_SECONDS: z.coerce.number().positive().default(10),
  EXPIRE_SECONDS: z.coerce.number().positive().default(15),
  EMAIL_SECONDS: z.coerce.number().positive().default(2),
});

/** All there are; .env.example explains each. */
export const SETTING_NAMES = Object.keys(settings.shape);

type Settings = z.infer<typeof settings>;
export type Config = Settings & {
  /** Whether our key takes real money: events must be of the same mode. */
  livemode: boolean;
};

/**
 * Reads the settings. Blank variables count as absent. Throws ConfigError naming every variable that is missing or wrong,
 * never its value: it may be a secret.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const result = settings.safeParse(given);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return given[name] === undefined ? `${name} is missing` : `${name} ${issue.message}`;
    });
    throw new ConfigError(`Envol cannot start: ${[...new Set(problems)].join("; ")}. See .env.example.`);
  }
  const livemode = /^(sk|rk)_live_/.test(result.data.STRIPE_SECRET_KEY);
  if (livemode !== result.data.STRIPE_PUBLISHABLE_KEY.startsWith("pk_live_")) {
    throw new ConfigError(
      "Envol cannot start: STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY are of different modes (one live, one test). See .env.example.",
    );
  }
  return { ...result.data, livemode };
}

let current: Config | undefined;

/** The settings, read once. */
export function config(): Config {
  current ??= readConfig(process.env);
  return current;
}

/** For tests: other settings from here on; without an argument, read the environment again. */
export function setConfig(changes?: Partial<Config>): void {
  current = changes === undefined ? undefined : { ...config(), ...changes };
}

/** The origin that visitors see, without a slash at its end. */
export function publicUrl(): string {
  return (config().PUBLIC_URL ?? `http://localhost:${config().PORT}`).replace(/\/+$/, "");
}
