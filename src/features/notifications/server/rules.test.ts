import { expect, test } from "vitest";
import {
  decideAfterFailure,
  LEASE_SECONDS,
  type MailFailure,
  MOST_ATTEMPTS,
  MOST_ATTEMPTS_AT_MAKING,
  retrySeconds,
  SEND_SECONDS,
} from "./rules";

const NOW = new Date("2026-12-01T10:00:00Z");
const failure = (cause: MailFailure["cause"]): MailFailure => ({ cause, code: "TEST" });
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

test("an e-mail is tried again after 10 s, then twice as long each time, at most an hour", () => {
  expect([1, 2, 3, 9, 10, 56].map(retrySeconds)).toEqual([10, 20, 40, 2_560, 3_600, 3_600]);
});

test("attempts go on for two days, then the e-mail is dead", () => {
  const waits = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, index) => retrySeconds(index + 1));
  const hours = waits.reduce((total, wait) => total + wait, 0) / 3_600;

  expect(hours).toBeGreaterThan(48);
  expect(hours).toBeLessThan(49);
  expect(decideAfterFailure(failure("unreachable"), MOST_ATTEMPTS - 1, NOW).retryAt).toEqual(inSeconds(3_600));
  expect(decideAfterFailure(failure("unreachable"), MOST_ATTEMPTS, NOW).retryAt).toBeNull();
});

test("a dead worker's e-mail is taken over within a minute, but never from a worker that is still sending [K12]", () => {
  expect(LEASE_SECONDS).toBeLessThan(60);
  expect(LEASE_SECONDS).toBeGreaterThan(SEND_SECONDS + 15);
});

test("a mail server that is away for a moment alerts nobody, one that stays away does", () => {
  expect(decideAfterFailure(failure("unreachable"), 4, NOW).alert).toBeNull();
  expect(decideAfterFailure(failure("unreachable"), 5, NOW).alert).toBe("mail_unreachable");
  expect(decideAfterFailure(failure("deferred"), 20, NOW).alert).toBeNull();
});

test("a server that refuses us alerts at once, and we try again: the recipients are not to blame", () => {
  expect(decideAfterFailure(failure("sender-refused"), 1, NOW)).toEqual({
    retryAt: inSeconds(10),
    alert: "mail_sender_refused",
  });
});

test("a hard bounce is never tried again", () => {
  expect(decideAfterFailure(failure("bounced"), 1, NOW)).toEqual({ retryAt: null, alert: null });
});

test("a text that cannot be made alerts at once and waits some hours for a deployment that mends it", () => {
  expect(decideAfterFailure(failure("template"), 1, NOW)).toEqual({
    retryAt: inSeconds(10),
    alert: "mail_template_error",
  });
  expect(decideAfterFailure(failure("template"), MOST_ATTEMPTS_AT_MAKING, NOW).retryAt).toBeNull();
});
