import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../npm-install.mjs";
import { readOptions, UsageError } from "./options.ts";

const environment = (values: Record<string, string> = {}) => ({ NODE_ENV: "test", ...values }) as const;

test("without options the shop is on port 3000, keeps its data in .data and speaks French", () => {
  expect(readOptions([], environment())).toEqual({
    port: 3000,
    dataDir: path.join(root, ".data"),
    fresh: false,
    language: "fr",
  });
});

test("every option is read", () => {
  const options = readOptions(["--port", "4000", "--data", "/srv/envol", "--fresh", "--lang", "en"], environment());

  expect(options).toEqual({ port: 4000, dataDir: "/srv/envol", fresh: true, language: "en" });
});

test("a relative data folder starts where the command was typed", () => {
  expect(readOptions(["--data", "here"], environment({ INIT_CWD: "/home/someone" })).dataDir).toBe(
    "/home/someone/here",
  );
});

test("an English machine is spoken to in English, unless --lang says otherwise", () => {
  const english = environment({ LANG: "en_GB.UTF-8" });

  expect(readOptions([], english).language).toBe("en");
  expect(readOptions(["--lang", "fr"], english).language).toBe("fr");
});

test.for([["--prot", "4000"], ["--port", "shop"], ["--port", "70000"], ["--lang", "de"], ["4000"]])(
  "%s is refused, with the options that exist",
  (argv) => {
    expect(() => readOptions(argv, environment())).toThrow(UsageError);
    expect(() => readOptions(argv, environment())).toThrow(/--port 3000 · --data DIR · --fresh · --lang fr\|en/);
  },
);
