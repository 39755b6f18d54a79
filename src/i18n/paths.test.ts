import { expect, test } from "vitest";
import { pathIn, withoutLocale } from "./paths";

test("French stands at the bare path, English below its prefix, with what follows the path", () => {
  expect(["/", "/stages", "/stages?type=DOUBLE"].map((path) => pathIn("fr", path))).toEqual([
    "/",
    "/stages",
    "/stages?type=DOUBLE",
  ]);
  expect(["/", "/stages", "/stages?type=DOUBLE"].map((path) => pathIn("en", path))).toEqual([
    "/en",
    "/en/stages",
    "/en/stages?type=DOUBLE",
  ]);
});

test("a page knows its path whatever its language, and a path that only begins like one keeps its beginning", () => {
  expect(["/en", "/en/stages", "/stages", "/energy"].map((path) => withoutLocale("en", path))).toEqual([
    "/",
    "/stages",
    "/stages",
    "/energy",
  ]);
  expect(["/fr", "/fr/cart", "/"].map((path) => withoutLocale("fr", path))).toEqual(["/", "/cart", "/"]);
});
