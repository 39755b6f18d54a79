import { randomBytes } from "node:crypto";
import { NextRequest, type NextResponse } from "next/server";
import createMiddleware from "next-intl/middleware";
import { routing } from "@/i18n/routing";
import { pagePolicy } from "@/lib/security-headers";
import { headersOfEveryAnswer, surroundings } from "@/lib/surroundings";

const inItsLanguage = createMiddleware(routing);

/** Before every page: its language by the address, and a policy under which only this answer's own scripts run. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy(nonce, surroundings());
  const headers = new Headers(request.headers);
  // Next reads the nonce from the request's policy and puts it on the scripts that it writes; a page reads x-nonce for its own.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);

  const response = inItsLanguage(new NextRequest(request, { headers }));

  for (const [name, value] of headersOfEveryAnswer()) response.headers.set(name, value);
  response.headers.set("content-security-policy", policy);
  // The secret of an order's link is in its address, which no other site shall be told.
  if (request.nextUrl.searchParams.has("token")) response.headers.set("referrer-policy", "same-origin");
  return response;
}

/** Pages only: not the API, not Next's own files, not the public folder's (their names have a dot). */
export const config = { matcher: ["/((?!api(?:/|$)|metrics(?:/|$)|_next/|.*\\..*).*)"] };
