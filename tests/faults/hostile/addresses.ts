import fc from "fast-check";
import type { Contract } from "./contract";
import { hostileTexts } from "./hostile-values";

const METHODS = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "QUERY",
  "PROPFIND",
  "get",
  "A",
  "M-SEARCH",
];

/** Methods and addresses that nobody was promised, and those of the contract written otherwise. */
export function addresses(contract: Contract): fc.Arbitrary<{ method: string; address: string }> {
  const known = fc.constantFrom(
    ...contract.operations.map((operation) => operation.path.replaceAll(/\{\w+\}/g, "{{item}}")),
    "/api/openapi.json",
    "/api/docs",
    "/api/docs/start.js",
    "/api",
    "/api/",
  );
  const changed = fc
    .tuple(
      known,
      fc.constantFrom<(path: string) => string>(
        (path) => `${path}/`,
        (path) => `${path}//`,
        (path) => path.replace("/api", "/API"),
        (path) => path.replace("/api/", "/api//"),
        (path) => path.replace("/api/", "/api/./"),
        (path) => path.replace("/api/", "/api/x/../"),
        (path) => path.replace("/api/", "/api/%2e%2e/"),
        (path) => path.replace("/api/", "/%61pi/"),
        (path) => path.replaceAll("/", "%2F").replace("%2F", "/"),
        (path) => `${path}%00`,
        (path) => `${path}%`,
        (path) => `${path};jsessionid=1`,
        (path) => `${path}.json`,
        (path) => `${path}?`,
        (path) => `${path}#x`,
        (path) => `${path}?${"a=b&".repeat(1_500)}`,
        (path) => path + "/a".repeat(1_500),
        (path) => `${path}?x[]=1&x[__proto__]=2&constructor=3`,
        (path) => `${path}\\..\\x`,
      ),
    )
    .map(([path, change]) => change(path));
  const files = fc
    .constantFrom(
      "..%2fpackage.json",
      "%2e%2e/%2e%2e/etc/passwd",
      "swagger-ui.js",
      "__proto__",
      "constructor",
      "",
      "index.html",
      "swagger-ui.css%00.js",
    )
    .map((name) => `/api/docs/${name}`);
  const invented = hostileTexts.map((text) => `/api/${encoded(text)}`);
  return fc
    .tuple(
      fc.constantFrom(...METHODS),
      fc.oneof({ weight: 3, arbitrary: known }, { weight: 4, arbitrary: changed }, files, invented),
    )
    .map(([method, address]) => ({ method, address }));
}

/** A name in braces stays one: its value is written in its place later, and needs no encoding. */
export const encoded = (text: string): string =>
  /^\{\{\w+\}\}$/.test(text) ? text : encodeURIComponent(text.toWellFormed()).replace(/^\.{1,2}$/, "%2E");
