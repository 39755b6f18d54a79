import { expect, test } from "vitest";
import { api } from "./api";
import { PARTICULAR_LIMITS } from "./guards";
import { DOCUMENTED_CALLS, refusalsOfCall, STATUS_OF } from "./refusals-of-calls";

type Schema = Record<string, unknown>;
type Operation = {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; schema: Schema; required?: boolean }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
  security?: Record<string, string[]>[];
};
type Document = {
  openapi: string;
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
};

const read = async (): Promise<Document> => (await api.request("/api/openapi.json")).json();
const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ call: `${method.toUpperCase()} ${path}`, path, operation })),
  );

/** Every `pattern` below this value. */
function patterns(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "pattern" && typeof inner === "string" ? [inner] : patterns(inner),
  );
}

/** Every `$ref` below this value. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : references(inner),
  );
}

test("it is OpenAPI 3.1, and every call of the contract stands in it", async () => {
  const document = await read();

  expect(document.openapi).toBe("3.1.0");
  expect(document.info).toMatchObject({ title: "Envol", version: expect.any(String) });
  expect(
    operationsOf(document)
      .map(({ call }) => call)
      .toSorted(),
  ).toEqual(DOCUMENTED_CALLS.toSorted());
});

test("every operation can be named, is told in a sentence, and answers with something", async () => {
  const document = await read();
  const operations = operationsOf(document);
  const tags = document.tags.map((tag) => tag.name);

  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  for (const { call, path, operation } of operations) {
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
    expect({ call, ...operation }).toMatchObject({
      call,
      operationId: expect.stringMatching(/^[a-zA-Z]+$/),
      summary: expect.stringMatching(/./),
      tags: [expect.toBeOneOf(tags)],
    });
    expect({ call, parameters: inPath.map(({ name, required }) => ({ name, required })) }).toEqual({
      call,
      parameters: [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({ name: match[1], required: true })),
    });
    const statuses = Object.keys(operation.responses);
    expect({ call, wrong: statuses.filter((status) => !/^[2-5]\d\d$/.test(status)) }).toEqual({ call, wrong: [] });
    expect({ call, good: statuses.some((status) => status.startsWith("2")) }).toEqual({ call, good: true });
    expect({ call, silent: Object.values(operation.responses).filter((one) => one.description === "") }).toEqual({
      call,
      silent: [],
    });
  }
});

test("every reference leads somewhere, and every scheme that is asked for is described", async () => {
  const document = await read();

  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(known).toEqual(
    expect.arrayContaining(
      ["Stage", "Bapteme", "Cart", "CartItem", "Participant", "Customer", "Order", "Problem"].map(
        (name) => `#/components/schemas/${name}`,
      ),
    ),
  );
  for (const reference of references(document)) expect(known).toContain(reference);
  for (const { operation } of operationsOf(document)) {
    for (const scheme of (operation.security ?? []).flatMap(Object.keys))
      expect(Object.keys(document.components.securitySchemes)).toContain(scheme);
  }
  expect(document.components.securitySchemes).toMatchObject({
    cartSession: { type: "apiKey", in: "cookie", name: "cart_session" },
  });
});

test("every pattern can be read by a client, and lets pass what it is there for", async () => {
  const found = patterns(await read());

  expect(found.length).toBeGreaterThan(5);
  for (const pattern of found)
    expect({
      pattern,
      passes: ["Zoé 𝒵", "+33 6 12 34 56 78"].some((text) => new RegExp(pattern, "u").test(text)),
    }).toEqual({ pattern, passes: true });
});

test("each call lists the codes with which it may be refused, at their status", async () => {
  for (const { call, operation } of operationsOf(await read())) {
    for (const code of refusalsOfCall(call, operation.requestBody !== undefined) ?? []) {
      expect({ call, ...operation.responses[String(STATUS_OF[code])] }).toMatchObject({
        call,
        description: expect.stringContaining(`\`${code}\``),
        content: { "application/problem+json": expect.anything() },
      });
    }
  }
});

test("every code of the contract is met somewhere, but for a wrong method, which no call documents", async () => {
  const met = new Set(DOCUMENTED_CALLS.flatMap((call) => refusalsOfCall(call, true) ?? []));

  expect(Object.keys(STATUS_OF).filter((code) => !met.has(code as keyof typeof STATUS_OF))).toEqual([
    "method_not_allowed",
  ]);
});

test("a body is demanded wherever there is a schema for one: without its type it would pass unread", async () => {
  const withBody = operationsOf(await read()).filter(({ operation }) => operation.requestBody !== undefined);

  expect(withBody.filter(({ operation }) => operation.requestBody?.required !== true)).toEqual([]);
});

test("the limits of particular calls are about calls that exist", () => {
  const calls = new Set(api.routes.map((route) => `${route.method} ${route.path}`));

  expect(Object.keys(PARTICULAR_LIMITS).filter((call) => !calls.has(call))).toEqual([]);
});

test("every address of ours is found by one regular expression", async () => {
  await api.request("/api/health/live");

  expect(api.router.name).toBe("SmartRouter + RegExpRouter");
});

test("the documentation's page and its files come from here, under a strict policy", async () => {
  const page = await api.request("/api/docs");
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");

  expect(page.headers.get("content-type")).toMatch(/^text\/html/);
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(html).not.toMatch(/<script>|https?:/);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const answer = await api.request(file);
    const bytes = (await answer.arrayBuffer()).byteLength;
    expect({
      file,
      status: answer.status,
      nosniff: answer.headers.get("x-content-type-options"),
      empty: bytes < 100,
    }).toEqual({
      file,
      status: 200,
      nosniff: "nosniff",
      empty: false,
    });
  }
});

test.each(["package.json", "..%2Fpackage.json", "%2e%2e%2f%2e%2e%2fpackage.json", "index.html", "__proto__"])(
  "no other file of the package is given out (%s)",
  async (file) => {
    expect((await api.request(`/api/docs/${file}`)).status).toBe(404);
  },
);
