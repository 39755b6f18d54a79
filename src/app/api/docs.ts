import { readFile } from "node:fs/promises";
import path from "node:path";
import { newApi } from "@/lib/api";
import { notFound } from "@/lib/errors";
import { DOCS_POLICY } from "@/lib/security-headers";

const TITLE = "Envol – API";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${TITLE}</title>
<link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<noscript><a href="/api/openapi.json">OpenAPI 3.1</a></noscript>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#docs", deepLinking: true, tryItOutEnabled: true, validatorUrl: null });
`;

const SCRIPT = "text/javascript; charset=utf-8";

/** The only files of swagger-ui-dist that leave this machine. */
const FILES: Record<string, string> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": SCRIPT,
  "favicon-32x32.png": "image/png",
};

/** `GET /api/docs`: the description of the API for people, without a byte from another host. */
export const docsRoutes = newApi();

docsRoutes.get("/api/docs", (c) => c.html(PAGE, 200, { "content-security-policy": DOCS_POLICY }));

// One route for all of them: `start.js` beside `:file` could mean two routes, and Hono would look for every address of the API in
// a tree instead of by one regular expression.
docsRoutes.get("/api/docs/:file", async (c) => {
  const name = c.req.param("file");
  if (name === "start.js")
    return c.body(START, 200, { "content-type": SCRIPT, "cache-control": "public, max-age=300" });
  const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (type === undefined) throw notFound();
  return c.body(await contentOf(name), 200, { "content-type": type, "cache-control": "public, max-age=86400" });
});

const contents = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

function contentOf(name: string): Promise<Uint8Array<ArrayBuffer>> {
  let content = contents.get(name);
  if (content === undefined) {
    // From the project's folder, where every command starts; the bundler shall not pack these files a second time.
    content = readFile(
      path.join(/* turbopackIgnore: true */ process.cwd(), "node_modules", "swagger-ui-dist", name),
    ).then((bytes) => new Uint8Array(bytes));
    content.catch(() => contents.delete(name));
    contents.set(name, content);
  }
  return content;
}
