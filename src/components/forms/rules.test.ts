import { expect, test } from "vitest";
import { prefixed, withoutPrefix } from "./prefixed";
import { mistakeIn, mistakesIn, type Rules } from "./rules";

const email: Rules = { required: "missing", pattern: { value: /^\S+@\S+$/, message: "no address" } };

test("a field says the first thing that is wrong with it", () => {
  const weight: Rules = { required: "missing", validate: (text) => Number(text) < 120 || "too heavy" };

  expect([mistakeIn("", email), mistakeIn("me", email), mistakeIn("me@home", email)]).toEqual([
    "missing",
    "no address",
    undefined,
  ]);
  expect([mistakeIn("", weight), mistakeIn("150", weight), mistakeIn("70", weight)]).toEqual([
    "missing",
    "too heavy",
    undefined,
  ]);
});

test("a field that may be empty has its pattern only once it is filled", () => {
  const { pattern } = email;
  if (pattern === undefined) throw new Error("the rule has a pattern");

  expect([mistakeIn("", { pattern }), mistakeIn("me", { pattern })]).toEqual([undefined, "no address"]);
});

test("what is not chosen or not ticked is missing", () => {
  const rules = new Map([
    ["level", { required: "choose" }],
    ["terms", { required: "accept" }],
    ["video", {}],
  ]);

  expect(mistakesIn({ terms: false, video: false }, rules)).toEqual({ level: "choose", terms: "accept" });
  expect(mistakesIn({ level: "INITIATION", terms: true, video: false }, rules)).toEqual({});
});

test("a group of fields comes out of a form as it went in, without those beside it", () => {
  const person = { firstName: "Léa", email: "lea@example.org" };
  const fields = { ...prefixed("participant", person), video: true };

  expect(fields).toEqual({ "participant.firstName": "Léa", "participant.email": "lea@example.org", video: true });
  expect(withoutPrefix("participant", fields, { firstName: "", email: "" })).toEqual(person);
});
