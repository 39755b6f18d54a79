import fc from "fast-check";
import { expect, test } from "vitest";
import { decideAfterFailure, type MailFailure, MOST_ATTEMPTS, retrySeconds } from "./rules";

const anyCause = fc.constantFrom<MailFailure["cause"]>(
  "unreachable",
  "deferred",
  "sender-refused",
  "bounced",
  "template",
);
/** The most are never reached, but a counter in a row can hold anything. */
const anyAttempts = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 10_000 }));
const anyNow = fc.date({ min: new Date(0), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true });

test("a next attempt is never before 10 s nor after an hour from now", () => {
  fc.assert(
    fc.property(anyCause, anyAttempts, anyNow, (cause, attempts, now) => {
      const { retryAt } = decideAfterFailure({ cause, code: "X" }, attempts, now);
      if (retryAt === null) return;
      expect(retryAt.getTime()).toBeGreaterThanOrEqual(now.getTime() + 10_000);
      expect(retryAt.getTime()).toBeLessThanOrEqual(now.getTime() + 3_600_000);
      expect(retryAt.getTime() - now.getTime()).toBe(retrySeconds(attempts) * 1_000);
    }),
  );
});

test("each wait is as long as the one before or longer, at most twice as long", () => {
  fc.assert(
    fc.property(anyAttempts, (attempts) => {
      expect(retrySeconds(attempts + 1)).toBeGreaterThanOrEqual(retrySeconds(attempts));
      expect(retrySeconds(attempts + 1)).toBeLessThanOrEqual(2 * retrySeconds(attempts));
    }),
  );
});

test("whatever fails, it ends: once an e-mail is dead it stays so, at the latest after the most attempts", () => {
  fc.assert(
    fc.property(anyCause, anyAttempts, anyNow, (cause, attempts, now) => {
      const isDead = (after: number) => decideAfterFailure({ cause, code: "X" }, after, now).retryAt === null;
      if (isDead(attempts)) expect(isDead(attempts + 1)).toBe(true);
      expect(isDead(MOST_ATTEMPTS)).toBe(true);
      expect(isDead(MOST_ATTEMPTS + attempts)).toBe(true);
    }),
  );
});

test("only a bounce is given up at once, and only it and a short delay at the server tell nobody", () => {
  fc.assert(
    fc.property(anyCause, anyAttempts, anyNow, (cause, attempts, now) => {
      const first = decideAfterFailure({ cause, code: "X" }, 1, now);
      expect(first.retryAt === null).toBe(cause === "bounced");
      const { alert } = decideAfterFailure({ cause, code: "X" }, attempts, now);
      const silent = cause === "bounced" || cause === "deferred" || (cause === "unreachable" && attempts < 5);
      expect(alert === null).toBe(silent);
    }),
  );
});
