import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Only the tests of the rules: pure, so they need no database and StrykerJS can run them for every mutant. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve: { alias: { "@": fileURLToPath(new URL("../../src", import.meta.url)) } },
  test: {
    env: { TZ: "UTC" },
    setupFiles: ["tests/mutants/same-inputs.ts"],
    include: [
      "src/features/**/rules.test.ts",
      "src/features/**/rules.properties.test.ts",
      "src/features/payments/server/news-in-any-order.properties.test.ts",
    ],
    testTimeout: 20_000,
    // Pure functions leave nothing behind, and a new worker for each file is most of a mutant's time.
    isolate: false,
  },
});
