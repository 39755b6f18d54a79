/** What the pages need to know of the installation to write their policy. */
export type Surroundings = {
  /** Visitors come by https. */
  https: boolean;
  /** Another origin for Stripe's script and frames: the local Stripe. */
  stripeJsUrl?: string | undefined;
  /** Hot reload evaluates code and talks over a web socket. */
  development: boolean;
};

const YEAR_SECONDS = 31_536_000;

/** https://docs.stripe.com/security/guide#content-security-policy */
const STRIPE = {
  script: ["https://js.stripe.com", "https://*.js.stripe.com"],
  frame: ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
  connect: ["https://api.stripe.com"],
  image: ["https://*.stripe.com"],
};

/** On every answer, whatever it is. */
export function commonHeaders({ https, stripeJsUrl }: Surroundings): Record<string, string> {
  const payer = stripeJsUrl === undefined ? "https://js.stripe.com" : new URL(stripeJsUrl).origin;
  return {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": `camera=(), geolocation=(), microphone=(), usb=(), browsing-topics=(), payment=(self "${payer}")`,
    // Some banks' challenges and wallets open a window that must answer to ours.
    "cross-origin-opener-policy": "same-origin-allow-popups",
    ...(https && { "strict-transport-security": `max-age=${YEAR_SECONDS}` }),
  };
}

/** JSON is not a page: nothing may load from it, nothing may frame it. */
export const API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The API's documentation: its own script and style, pictures that the style carries in itself, and calls to this API. */
export const DOCS_POLICY = policy({
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "style-src-attr": ["'unsafe-inline'"],
  "img-src": ["'self'", "data:"],
  "connect-src": ["'self'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
});

/**
 * The pages' policy. Scripts run only with this answer's nonce, and what they load themselves (`strict-dynamic`, which also
 * lets Stripe's script in; browsers that do not know the word use the list of hosts).
 */
export function pagePolicy(nonce: string, { https, stripeJsUrl, development }: Surroundings): string {
  const local = stripeJsUrl === undefined ? undefined : [new URL(stripeJsUrl).origin];
  return policy({
    "default-src": ["'self'"],
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(local ?? STRIPE.script),
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    "style-src": ["'self'", ...(development ? ["'unsafe-inline'"] : [`'nonce-${nonce}'`])],
    // Components place their pop-ups by style attributes; an attribute runs no script.
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:", ...(local ?? STRIPE.image)],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...(local ?? STRIPE.connect), ...(development ? ["ws:"] : [])],
    "frame-src": local ?? STRIPE.frame,
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    ...(https && { "upgrade-insecure-requests": [] }),
  });
}

function policy(directives: Record<string, string[]>): string {
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(" "))
    .join("; ");
}
