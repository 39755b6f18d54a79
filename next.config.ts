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
  agentRules: false,
  typedRoutes: false,
  // `npm run check` checks the types of all programs at once; a first start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // The title stands in <head> for everybody: without JavaScript nothing would move it there later.
  htmlLimitedBots: /.*/,
};

export default withNextIntl(config);
