import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // Stripe does not follow redirects: its webhook, and every address, answers with and without a slash at its end.
  skipTrailingSlashRedirect: true,
  // Hot reload also for who opens the shop by its number.
  allowedDevOrigins: ["127.0.0.1"],
  agentRules: false,
  typedRoutes: false,
  // `npm run check` checks the types of all programs at once; a first start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // The title stands in <head> for everybody: without JavaScript nothing would move it there later.
  htmlLimitedBots: /.*/,
  experimental: {
    // What nobody asks for is not loaded: Next's own copies of the API, which Hono answers (src/server.ts), among it.
    preloadEntriesOnStart: false,
    // One script for each part of a page instead of several: it compresses better, because it finds more that repeats itself.
    turbopackChunking: {
      minChunkSize: 1_000_000,
      maxMergeChunkSize: 2_000_000,
      requestCost: 10_000_000,
      maxChunkCountPerGroup: 1,
    },
  },
};

/**
 * Plain JavaScript, and what only building needs is loaded only for it: a production server that reads this file would otherwise
 * keep Next's compiler in memory (50 MB) for these few lines.
 *
 * @param {string} phase
 */
export default async function configFor(phase) {
  if (phase === PHASE_PRODUCTION_SERVER) return config;
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  const withNextIntl = createNextIntlPlugin({
    experimental: {
      // Messages are compiled at build time: the browser needs no parser for their syntax.
      messages: { path: "./src/i18n/messages", format: "json", locales: "infer", precompile: true },
    },
  });
  return withNextIntl(config);
}
