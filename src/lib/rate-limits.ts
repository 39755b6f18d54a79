import { createHmac } from "node:crypto";
import type { Pool } from "pg";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { config } from "./config";
import { Refusal } from "./errors";

const MINUTE = 60;
const HOUR = 3_600;

/**
 * What is counted, over which seconds. A person fills a cart far below these; they are for scripts. Codes of gift cards are
 * worth money, so a wrong one costs most: whoever guesses is stopped by address, and everybody together far above what a busy
 * day of typing errors makes.
 */
const LIMITS = {
  write: { points: 60, duration: MINUTE },
  /** Each takes a place from other visitors for an hour. */
  place: { points: 120, duration: HOUR },
  order: { points: 20, duration: MINUTE },
  wrongCode: { points: 10, duration: HOUR },
  wrongCodeAnywhere: { points: 1_000, duration: HOUR },
} satisfies Record<string, { points: number; duration: number }>;

export type Limit = keyof typeof LIMITS;

/** Counts one for this client. @throws Refusal `too_many_requests` when it was one too many; it then counts as well. */
export async function spend(pool: Pool, limit: Limit, client: string): Promise<void> {
  if (config().RATE_LIMIT === "off") return;
  try {
    await limiterOf(pool, limit).consume(keyOf(client));
  } catch (answer) {
    if (answer instanceof RateLimiterRes) throw tooManyRequests(answer.msBeforeNext / 1_000);
    throw answer;
  }
}

/** Takes back what was counted: the request was none that the limit is about. */
export async function giveBack(pool: Pool, limit: Limit, client: string): Promise<void> {
  if (config().RATE_LIMIT === "off") return;
  await limiterOf(pool, limit).reward(keyOf(client));
}

/** Refuses when the limit is reached, and counts nothing. @throws Refusal `too_many_requests` */
export async function checkLimit(pool: Pool, limit: Limit, client: string): Promise<void> {
  if (config().RATE_LIMIT === "off") return;
  const counted = await limiterOf(pool, limit).get(keyOf(client));
  if (counted !== null && counted.consumedPoints >= LIMITS[limit].points)
    throw tooManyRequests(counted.msBeforeNext / 1_000);
}

const tooManyRequests = (retryAfterSeconds: number) =>
  new Refusal(
    "too_many_requests",
    429,
    {
      fr: "Trop de demandes en peu de temps. Patientez un moment, puis réessayez.",
      en: "Too many requests in a short time. Wait a moment, then try again.",
    },
    { retryAfterSeconds },
  );

/**
 * Nobody reads an address out of the table: there are so few IPv4 addresses that a plain hash could be tried out, so the key
 * is a secret of the installation. When it changes, counting begins anew.
 */
function keyOf(client: string): string {
  return createHmac("sha256", config().STRIPE_SECRET_KEY)
    .update("rate limits")
    .update("\0")
    .update(client)
    .digest("base64url");
}

const limitersOfPool = new WeakMap<Pool, Map<Limit, RateLimiterPostgres>>();

function limiterOf(pool: Pool, limit: Limit): RateLimiterPostgres {
  let limiters = limitersOfPool.get(pool);
  if (limiters === undefined) {
    limiters = new Map();
    limitersOfPool.set(pool, limiters);
  }
  let limiter = limiters.get(limit);
  if (limiter === undefined) {
    limiter = new RateLimiterPostgres({
      ...LIMITS[limit],
      keyPrefix: limit,
      storeClient: pool,
      storeType: "pool",
      tableName: "rate_limits",
      tableCreated: true,
      // One limiter of each process sweeps the table they share.
      clearExpiredByTimeout: limit === "write",
      // When the database does not answer, this process counts by itself.
      insuranceLimiter: new RateLimiterMemory({ ...LIMITS[limit], keyPrefix: limit }),
    });
    limiters.set(limit, limiter);
  }
  return limiter;
}
