import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { every } from "hono/combine";
import { timeout } from "hono/timeout";
import { HTTPException } from "hono/http-exception";
import { pool } from "@/db/client";
import { type ApiEnv, clientAddress } from "@/lib/api";
import { databaseUnavailable, Refusal } from "@/lib/errors";
import { checkLimit, giveBack, type Limit, spend } from "@/lib/rate-limits";
import { fromAnotherSite, tooLarge, unreadable, unsupportedMediaType } from "./refusals";
import { routeOf } from "./route-of";

type Guard = MiddlewareHandler<ApiEnv>;

/** Twenty times the largest write of the contract. */
const LARGEST_BODY_BYTES = 65_536;

/** The longest address of ours is an order's with its token, below 200 characters. */
const LONGEST_URL = 4_096;

/** Longer than any statement or call to Stripe may take: whatever still hangs then would hang for ever. */
const HANDLER_TIMEOUT_MS = 25_000;

/** Requests that may wait for each connection to the database; those beyond would only wait until they time out. */
const MOST_WAITING_PER_CONNECTION = 20;

export const refuseLongUrls: Guard = (c, next) => {
  if (c.req.url.length > LONGEST_URL) throw tooLarge();
  return next();
};

/**
 * Node hands such a request over and then refuses its body as unreadable: a call that needs no body would be carried out, and
 * answered 400 all the same. RFC 9112, 6.1: chunked is the only coding that a server must know.
 */
export const refuseOtherTransferCodings: Guard = (c, next) => {
  const coding = c.req.header("transfer-encoding");
  if (coding !== undefined && coding.trim().toLowerCase() !== "chunked") throw unreadable();
  return next();
};

/** Writes that are limited besides as all writes are. */
export const PARTICULAR_LIMITS: Record<string, Limit> = {
  "POST /api/cart/items": "place",
  "POST /api/cart/items/:id/hold": "place",
  "POST /api/orders/create": "order",
  "POST /api/cart/gift-cards": "wrongCode",
};

/** Answers 503 at once when the queue before the database is long: shedding keeps the answers of those inside quick. */
export const shedLoad: Guard = (c, next) => {
  const { waitingCount, options } = pool();
  if (waitingCount > (options.max ?? 10) * MOST_WAITING_PER_CONNECTION && routeOf(c) !== undefined)
    throw databaseUnavailable();
  return next();
};

export const endHangingHandlers = (milliseconds = HANDLER_TIMEOUT_MS): Guard =>
  timeout(milliseconds, () => new HTTPException(503, { message: "the handler took too long" }));

const guardKnownWrites = every(refuseOtherSites, requireJson, limitBody(), limitRate);

/** Everything that stands before a write of the API. An unknown address or method passes: it is answered 404 or 405. */
export const guardWrites: Guard = (c, next) => (isKnownWrite(c) ? guardKnownWrites(c, next) : next());

function isKnownWrite(c: Context): boolean {
  return !["GET", "HEAD", "OPTIONS"].includes(c.req.method) && routeOf(c) !== undefined;
}

/**
 * A write without a body needs no content type, so that protection against forged requests does not cover it; every browser
 * since 2023 says where a request comes from. `same-site` passes: the school's own other sites.
 */
async function refuseOtherSites(c: Context<ApiEnv>, next: () => Promise<void>): Promise<void> {
  if (c.req.header("sec-fetch-site") === "cross-site") throw fromAnotherSite();
  await next();
}

async function requireJson(c: Context<ApiEnv>, next: () => Promise<void>): Promise<void> {
  const contentType = c.req.header("content-type");
  const hasBody = Number(c.req.header("content-length") ?? 0) > 0 || c.req.header("transfer-encoding") !== undefined;
  const isJson = /^application\/json\s*(;|$)/i.test(contentType ?? "");
  if (contentType === undefined ? hasBody : !isJson) throw unsupportedMediaType();
  // A small compressed body can be a huge one.
  if (!["", "identity"].includes(c.req.header("content-encoding") ?? "")) throw unsupportedMediaType();
  await next();
}

function limitBody(): Guard {
  const countWhileReading = bodyLimit({
    maxSize: LARGEST_BODY_BYTES,
    onError: () => {
      throw tooLarge();
    },
  });
  return (c, next) => {
    const announced = c.req.header("content-length");
    if (announced === undefined || c.req.header("transfer-encoding") !== undefined) return countWhileReading(c, next);
    // Node reads no byte beyond the announced length, and to look at the body makes a web stream of it, which costs more than all
    // these guards together.
    if (Number(announced) > LARGEST_BODY_BYTES) throw tooLarge();
    return next();
  };
}

async function limitRate(c: Context<ApiEnv>, next: () => Promise<void>): Promise<void> {
  const client = clientAddress(c);
  await spend(pool(), "write", client);
  const limit = PARTICULAR_LIMITS[`${c.req.method} ${routeOf(c)}`];
  if (limit === "wrongCode") return countWrongCodes(c, client, next);
  if (limit !== undefined) await spend(pool(), limit, client);
  await next();
}

const EVERYBODY = "everybody";

/** Counted before the code is looked at, so that many guesses at once cost as much as one by one; given back when it was right. */
async function countWrongCodes(c: Context<ApiEnv>, client: string, next: () => Promise<void>): Promise<void> {
  await checkLimit(pool(), "wrongCodeAnywhere", EVERYBODY);
  await spend(pool(), "wrongCode", client);
  await next();
  if (c.error instanceof Refusal && c.error.code === "gift_card_not_usable") {
    // One too many is refused next time; this answer stands.
    await spend(pool(), "wrongCodeAnywhere", EVERYBODY).catch(() => {});
  } else {
    await giveBack(pool(), "wrongCode", client);
  }
}
