import { describe, expect, test } from "vitest";
import { findForgotten, paymentIntentOf, type AnsweredEvent } from "./answered-events";
import { accountForMails } from "./mails";

describe("events that were answered with yes", () => {
  const answered = (changes: Partial<AnsweredEvent>): AnsweredEvent => ({
    id: "evt_1",
    type: "refund.created",
    outcome: "ignored",
    paymentIntentId: "pi_ours",
    ...changes,
  });
  const forgotten = (changes: Partial<AnsweredEvent>, events: string[] = []) =>
    findForgotten([answered(changes)], { events: new Set(events), paymentIntents: new Set(["pi_ours"]) });

  test.each([
    [
      "processed and nowhere",
      { outcome: "processed" },
      /evt_1 \(refund\.created\) was answered «processed» and is nowhere/,
    ],
    ["ignored, about a payment of ours", {}, /about a payment of ours, was ignored/],
    ["ignored, a success", { type: "payment_intent.succeeded", paymentIntentId: "pi_unknown" }, /was ignored/],
  ])("are missed when they are %s", (_what, changes, sentence) => {
    expect(forgotten(changes)).toEqual([expect.stringMatching(sentence)]);
    expect(forgotten(changes, ["evt_1"])).toEqual([]);
  });

  test.each([
    ["another's payment", { paymentIntentId: "pi_foreign" }],
    ["no payment", { paymentIntentId: null }],
    ["what we do not listen to", { type: "charge.succeeded" }],
  ])("may be ignored when they are about %s", (_what, changes) => {
    expect(forgotten(changes)).toEqual([]);
  });

  test("tell of a PaymentIntent, or of what belongs to one", () => {
    expect(paymentIntentOf({ object: "payment_intent", id: "pi_1" })).toBe("pi_1");
    expect(paymentIntentOf({ object: "refund", id: "re_1", payment_intent: "pi_2" })).toBe("pi_2");
    expect(paymentIntentOf({ object: "customer", id: "cus_1" })).toBeNull();
  });
});

describe("mails", () => {
  const sent = [{ id: "a", status: "SENT" }];

  test("arrive once or in copies that say so", () => {
    expect(accountForMails(sent, ["<a@envol>", "<a@envol>"])).toEqual({ mails: 1, copies: 1, breaches: [] });
  });

  test.each([
    ["a mail never arrived", [], "e-mail a counts as sent, and the mail server has not seen it"],
    ["a copy has another Message-ID", ["<a@envol>", "<a@other>"], "a copy of the mail <a@envol> arrived as <a@other>"],
    ["a mail is nobody's", ["<a@envol>", "<b@envol>"], "a mail <b@envol> arrived that no row stands for"],
    [
      "a mail has no Message-ID",
      ["<a@envol>", "without Message-ID"],
      "a mail without Message-ID arrived that no row stands for",
    ],
  ])("are missed when %s", (_what, accepted, sentence) => {
    expect(accountForMails(sent, accepted).breaches).toEqual([`I6: ${sentence}`]);
  });
});
