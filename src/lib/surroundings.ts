import { type Config, config, publicUrl } from "./config";
import { commonHeaders, type Surroundings } from "./security-headers";

/** By the settings of this process. */
export const surroundings = (): Surroundings => ({
  https: publicUrl().startsWith("https:"),
  stripeJsUrl: config().STRIPE_JS_URL,
  development: config().NODE_ENV === "development",
});

let kept: { by: Config; headers: [string, string][] } | undefined;

/** The headers of every answer; made once, for they stand on the hottest path. */
export function headersOfEveryAnswer(): readonly [string, string][] {
  if (kept?.by !== config()) kept = { by: config(), headers: Object.entries(commonHeaders(surroundings())) };
  return kept.headers;
}
