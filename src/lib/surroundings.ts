import { config, publicUrl } from "./config";
import type { Surroundings } from "./security-headers";

/** By the settings of this process. */
export const surroundings = (): Surroundings => ({
  https: publicUrl().startsWith("https:"),
  stripeJsUrl: config().STRIPE_JS_URL,
  development: config().NODE_ENV === "development",
});
