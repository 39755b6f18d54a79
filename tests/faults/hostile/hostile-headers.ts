import fc from "fast-check";
import { hostileTexts } from "./hostile-values";

/** What a header's value may hold on its way through the web's own classes; raw sockets send the rest (wire). */
const headerText = hostileTexts.map((text) =>
  text
    .replaceAll(/[^\u0020-\u007e\u0080-\u00ff]/g, "?")
    .trim()
    .slice(0, 5_000),
);
export const hostileHeaders: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.tuple(
    fc.constantFrom("content-type"),
    fc.oneof(
      fc.constantFrom(
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json;",
        "APPLICATION/JSON",
        "application/jsonp",
        "application/json, text/plain",
        "application/merge-patch+json",
        "",
      ),
      headerText,
    ),
  ),
  fc.tuple(fc.constant("content-encoding"), fc.constantFrom("gzip", "br", "identity", "gzip, identity", "x", "")),
  fc.tuple(fc.constant("content-length"), fc.constantFrom("0", "-1", "1e9", "99999999999999999999", "5", "x", "")),
  fc.tuple(fc.constant("transfer-encoding"), fc.constantFrom("chunked", "gzip, chunked", "identity")),
  fc.tuple(
    fc.constant("cookie"),
    fc.oneof(
      fc.constantFrom(
        "cart_session=",
        "cart_session={{sessionId}}",
        "cart_session={{victimsSession}}",
        "cart_session=x; cart_session=y",
        `cart_session=${"A".repeat(43)}`,
        ";;;=;",
        "__proto__=1",
      ),
      headerText,
    ),
  ),
  fc.tuple(
    fc.constant("accept-language"),
    fc.oneof(fc.constantFrom("en;q=NaN", "fr;q=-1,en;q=2", "*", `${"en,".repeat(1_500)}fr`, "en-x-y-z"), headerText),
  ),
  fc.tuple(fc.constant("sec-fetch-site"), fc.constantFrom("cross-site", "same-site", "none", "x")),
  fc.tuple(
    fc.constantFrom(
      "x-forwarded-for",
      "forwarded",
      "x-real-ip",
      "x-forwarded-proto",
      "x-forwarded-host",
      "x-original-url",
      "x-rewrite-url",
      "x-http-method-override",
      "x-middleware-subrequest",
    ),
    fc.oneof(
      fc.constantFrom("127.0.0.1", "::1", "[::1]:1, 1.2.3.4", "GET", "/api/cart", "https", "1.2.3.4,".repeat(500)),
      headerText,
    ),
  ),
  fc.tuple(
    fc.constantFrom(
      "range",
      "if-none-match",
      "if-modified-since",
      "if-match",
      "expect",
      "authorization",
      "origin",
      "referer",
      "user-agent",
      "host",
      "accept",
      "accept-encoding",
      "te",
      "via",
    ),
    fc.oneof(
      fc.constantFrom("bytes=0-0", "*", "Bearer x", "Bearer ", "null", "100-continue", "evil.example", "gzip;q=0"),
      headerText,
    ),
  ),
);
