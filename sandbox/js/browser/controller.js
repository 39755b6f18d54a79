import { confirm, retrieve } from "./api.js";
import { serve } from "./frame.js";
import { translated } from "./texts.js";

/** The invisible frame: calls that need no form. */
serve({
  retrieve: ({ clientSecret }) => retrieve(clientSecret),
  confirm: ({ clientSecret, confirmParams }) => confirm(clientSecret, confirmParams),
  translate: ({ error, locale }) => ({ ...error, message: translated(error, locale) }),
});
