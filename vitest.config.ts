import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = { "@": fileURLToPath(new URL("src", import.meta.url)) };
const never = ["**/node_modules/**", "**/.next/**", "**/.data/**"];

const env = {
  /** Tests read dates; on a machine in Paris and on one in Tokyo they must read the same. */
  TZ: "UTC",
  /** Settings without which the application does not start. Tests about one of them use `setConfig`. */
  STRIPE_SECRET_KEY: "sk_test_envol",
  STRIPE_PUBLISHABLE_KEY: "pk_test_envol",
  STRIPE_WEBHOOK_SECRET: "whsec_envol",
  PUBLIC_URL: "http://localhost:3000",
  RATE_LIMIT: "off",
};

/**
 * Three projects: what runs against the school's database, the programs around it that need none,
 * and the browser, which comes last and alone because it wants both cores for itself.
 */
export default defineConfig({
  resolve: { alias },
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "school",
          env,
          include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}", "bench/**/*.test.ts"],
          exclude: [...never, "tests/e2e/**"],
          // It imports `next/server`, which Node alone does not find without its extension.
          server: { deps: { inline: ["next-intl"] } },
          globalSetup: ["tests/support/postgres.ts"],
          setupFiles: ["tests/support/database.ts"],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "programs",
          env,
          include: ["sandbox/**/*.test.ts", "mailbox/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: never,
          // They start other programs, which on a busy machine takes its time.
          testTimeout: 60_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          env,
          include: ["tests/e2e/**/*.test.ts"],
          exclude: never,
          globalSetup: ["tests/support/postgres.ts", "tests/support/production-build.ts"],
          setupFiles: ["tests/support/database.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
