/** The origin of the page that embeds a frame, if it is one: it goes into a policy, so nothing else may. */
export function originOf(text: string | undefined): string | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) ? url.origin : undefined;
}

/** Frames run the sandbox's own scripts only, and only inside the page that they talk to. */
export function framePolicy(parent: string | undefined): Record<string, string> {
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      // A form's answer may lead back to the shop, and browsers apply this to where it leads.
      "form-action 'self' http: https:",
      "base-uri 'none'",
      `frame-ancestors ${parent ?? "'none'"}`,
    ].join("; "),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  };
}
