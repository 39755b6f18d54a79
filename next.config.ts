import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin({
  experimental: {
    // Messages are compiled at build time: the browser needs no parser for their syntax.
    messages: { path: "./src/i18n/messages", format: "json", locales: "infer", precompile: true },
  },
});

const config: NextConfig = {
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
    // One script for each part of a page instead of several: it compresses better, because it finds more that repeats itself.
    turbopackChunking: {
      minChunkSize: 1_000_000,
      maxMergeChunkSize: 2_000_000,
      requestCost: 10_000_000,
      maxChunkCountPerGroup: 1,
    },
  },
};

export default withNextIntl(config);
