import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig, SETTING_NAMES } from "@/lib/config";

/** Read by tests/support, never by the application. */
const OF_TESTS = ["TEST_DATABASE_URL", "CHROME_PATH"];

const SECRETS = {
  STRIPE_SECRET_KEY: "sk_test_1",
  STRIPE_PUBLISHABLE_KEY: "pk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
};

const lines = readFileSync(new URL("../.env.example", import.meta.url), "utf8").split("\n");
const settings = lines.flatMap((line, index) => {
  const [, hidden, name, value] = /^(#?)([A-Z_]+)=(.*)$/.exec(line) ?? [];
  return name === undefined
    ? []
    : [{ name, value: value ?? "", optional: hidden === "#", explained: /^# \S/.test(lines[index - 1] ?? "") }];
});

test("every setting that the application reads is explained once, and no other", () => {
  expect(settings.map(({ name }) => name).toSorted()).toEqual([...SETTING_NAMES, ...OF_TESTS].toSorted());
  expect(settings.filter(({ explained }) => !explained)).toEqual([]);
});

test("the defaults written there are the application's", () => {
  const written = settings.filter(({ value, name }) => value !== "" && !OF_TESTS.includes(name));

  const byDefault = readConfig(SECRETS);

  expect(written.length).toBeGreaterThan(15);
  for (const { name, value } of written)
    expect({ [name]: String(new Map(Object.entries(byDefault)).get(name)) }).toEqual({ [name]: value });
});

test("a setting without a written default has none", () => {
  const byDefault = new Map(Object.entries(readConfig(SECRETS)));
  const blank = settings.filter(({ value, name }) => value === "" && !(name in SECRETS));

  expect(blank.filter(({ name }) => byDefault.has(name))).toEqual([]);
});

test("what is not behind a # is what the application cannot start without, and a copy of the file changes nothing", () => {
  const given = settings.filter(({ optional }) => !optional);

  expect(given.map(({ name, value }) => ({ name, value }))).toEqual(
    Object.keys(SECRETS).map((name) => ({ name, value: "" })),
  );
  expect(() => readConfig(Object.fromEntries(given.map(({ name, value }) => [name, value])))).toThrow(
    "STRIPE_SECRET_KEY is missing",
  );
});
