import { expect, test } from "vitest";
import { preferredLanguage } from "./languages";

test.each([
  [undefined, "fr"],
  ["", "fr"],
  ["*", "fr"],
  ["de, it;q=0.9", "fr"],
  ["en", "en"],
  ["en-US,en;q=0.5", "en"],
  ["fr;q=0.3, en;q=0.8", "en"],
  ["en;q=0.2, fr-CA", "fr"],
  ["en;q=0", "fr"],
  ["de, EN;q=0.1", "en"],
  ["english", "fr"],
  [`${"x,".repeat(10_000)}en`, "fr"],
])("Accept-Language %j is answered in %s", (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});
