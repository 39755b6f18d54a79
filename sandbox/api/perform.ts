import { setTimeout as sleep } from "node:timers/promises";
import { takeFault, type FaultKind } from "../core/faults";
import { newId } from "../core/ids";
import { checkKey, findKept, keep, keyInUse, type Answer, type KeyedRequest } from "../core/idempotency";
import { lockTimeout, rateLimited, StripeError } from "../core/stripe-error";
import type { World } from "../core/world";
import { authenticate, requireSecretKey } from "./authenticate";
import { parseForm } from "./params";
import { RateLimit } from "./rate-limit";
import { matchRoute } from "./match-route";
import { RequestLog } from "./request-log";
import { versionOf } from "./version";
import { answered, errorAnswer, serverError, unavailable, type Call, type WireAnswer, type WireRequest } from "./wire";

/** Longer than the SDK waits by default (80 s). */
const TIME_OUT_MS = 90_000;
const SLOW_MS = 2_000;

/** Executes requests of the API: who may, whether it was done before, which fault strikes, and the work itself. */
export class Api {
  readonly log = new RequestLog();
  private readonly world: World;
  private readonly afterWork: () => void;
  private readonly rateLimit: RateLimit;
  /** Keys and objects of requests that are being worked on; only a slow request lets others come meanwhile. */
  private readonly busy = new Set<string>();

  constructor(world: World, afterWork: () => void) {
    this.world = world;
    this.afterWork = afterWork;
    this.rateLimit = new RateLimit(world);
  }

  async perform(wire: WireRequest): Promise<WireAnswer> {
    const call: Call = {
      ...wire,
      requestId: newId(this.world.random, "req"),
      version: this.world.settings.apiVersion,
      key: undefined,
      idempotencyKey: wire.method === "POST" ? wire.header("idempotency-key") : undefined,
    };
    const startedAt = this.world.now();
    const { answer, replayed } = await this.attempt(call);
    const logged = {
      id: call.requestId,
      at: startedAt,
      method: call.method,
      path: call.path,
      idempotencyKey: call.idempotencyKey ?? null,
      apiVersion: call.version,
      status: answer.kind === "answer" ? answer.status : null,
      replayed,
      body: answer.kind === "answer" ? answer.body : "",
    };
    this.log.add(logged);
    this.world.listeners.hear({ request: logged }, () => true);
    return answer;
  }

  private async attempt(call: Call): Promise<{ answer: WireAnswer; replayed: boolean }> {
    const held: string[] = [];
    try {
      call.version = versionOf(call.header("stripe-version"), this.world.settings.apiVersion);
      const form = parseForm(call.encoded);
      const key = authenticate(call.header("authorization"), form["key"]);
      call.key = key;
      const { route, id } = matchRoute(call.method, call.path);
      requireSecretKey(key, route.browser ?? false);
      this.rateLimit.count();
      const struck = await this.strikeBefore(call);
      if (struck) return { answer: struck, replayed: false };

      const keyed = this.keyedRequest(call);
      const kept = keyed && this.findKept(keyed);
      if (keyed && kept)
        return {
          answer:
            this.strikeAfter(call) ??
            answered(call, kept, {
              "Original-Request": kept.originalRequest,
              "Idempotent-Replayed": "true",
            }),
          replayed: true,
        };
      this.hold(held, keyed && `key ${keyed.key}`, () => keyInUse(keyed?.key ?? ""));
      if (call.method !== "GET") this.hold(held, id && `object ${id}`, lockTimeout);
      await this.beSlow(call);

      const outcome = this.work(call, keyed, () =>
        route.handler({
          context: {
            ...this.world,
            cause: { requestId: call.requestId, idempotencyKey: call.idempotencyKey ?? null },
          },
          id,
          form,
          version: call.version,
          key,
          baseUrl: call.baseUrl,
        }),
      );
      const lost = this.strikeAfter(call);
      return {
        answer: lost ?? answered(call, outcome, keyed ? { "Original-Request": call.requestId } : {}),
        replayed: false,
      };
    } catch (error) {
      return { answer: answered(call, errorAnswer(error, call)), replayed: false };
    } finally {
      for (const name of held) this.busy.delete(name);
    }
  }

  private keyedRequest(call: Call): KeyedRequest | undefined {
    if (call.idempotencyKey === undefined) return undefined;
    checkKey(call.idempotencyKey);
    return {
      key: call.idempotencyKey,
      method: call.method,
      path: call.path,
      parameters: call.encoded,
      requestId: call.requestId,
    };
  }

  private findKept(keyed: KeyedRequest) {
    if (this.busy.has(`key ${keyed.key}`)) throw keyInUse(keyed.key);
    return findKept(this.world, keyed);
  }

  private hold(held: string[], name: string | undefined, otherwise: () => StripeError): void {
    if (!name) return;
    if (this.busy.has(name)) throw otherwise();
    this.busy.add(name);
    held.push(name);
  }

  /** The work and the answer kept for its key commit together, before the answer is sent or lost. */
  private work(call: Call, keyed: KeyedRequest | undefined, run: () => Record<string, unknown>): Answer {
    const broken = this.take(call, "server_error");
    const brokenAfter = broken ? undefined : this.take(call, "server_error_after_work");
    const remember = (answer: Answer): Answer => {
      if (keyed) keep(this.world, keyed, answer);
      return answer;
    };
    try {
      return this.world.store.transaction(() => {
        if (broken) return remember(errorAnswer(serverError(), call));
        const answer = this.runToAnswer(call, run);
        return remember(brokenAfter ? errorAnswer(serverError(), call) : answer);
      });
    } catch (error) {
      // The work is rolled back. What Stripe refused after it had begun is the key's answer all the same.
      const answer = errorAnswer(error, call);
      const began = !(error instanceof StripeError) || error.began;
      return began ? this.world.store.transaction(() => remember(answer)) : answer;
    } finally {
      this.afterWork();
    }
  }

  private runToAnswer(call: Call, run: () => Record<string, unknown>): Answer {
    try {
      return { status: 200, body: JSON.stringify(run(), null, 2) };
    } catch (error) {
      if (error instanceof StripeError && error.keepsWork) return errorAnswer(error, call);
      throw error;
    }
  }

  private async strikeBefore(call: Call): Promise<WireAnswer | undefined> {
    if (this.take(call, "lose_request")) return { kind: "silence", afterMs: 0 };
    const timeOut = this.take(call, "time_out");
    if (timeOut) return { kind: "silence", afterMs: timeOut.ms ?? TIME_OUT_MS };
    if (this.take(call, "rate_limit")) throw rateLimited();
    if (this.take(call, "lock_timeout")) throw lockTimeout();
    if (this.take(call, "unavailable")) throw unavailable();
    return undefined;
  }

  private strikeAfter(call: Call): WireAnswer | undefined {
    if (this.take(call, "lose_answer")) return { kind: "silence", afterMs: 0 };
    const timeOut = this.take(call, "time_out_after_work");
    return timeOut && { kind: "silence", afterMs: timeOut.ms ?? TIME_OUT_MS };
  }

  private async beSlow(call: Call): Promise<void> {
    const slow = this.take(call, "slow");
    if (slow) await sleep(slow.ms ?? SLOW_MS);
  }

  private take(call: Call, kind: FaultKind) {
    return takeFault(this.world, kind, { method: call.method, path: call.path });
  }
}
