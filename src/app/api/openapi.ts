import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { type ApiEnv, newApi } from "@/lib/api";
import type { ErrorCode } from "@/lib/errors";
import { PROBLEM_TITLES } from "@/lib/problem";
import { refusalsOfCall, STATUS_OF } from "./refusals-of-calls";

const CODES = Object.keys(STATUS_OF);

const problem = z
  .object({
    type: z.string().meta({ description: "`urn:envol:problem:` and the code" }),
    title: z.string().meta({ description: "What the code means, in the language of the request" }),
    status: z.number().int(),
    code: z.enum(CODES).meta({ description: "Stable: this is what a program decides by" }),
    detail: z.string().meta({ description: "What a person can do about it, in the language of the request" }),
    errors: z
      .array(
        z.object({
          path: z.string().meta({ description: "The field, such as `participant.weightKg`" }),
          message: z.string(),
        }),
      )
      .optional(),
    orderId: z.string().optional().meta({ description: "With `order_already_paid`: the order that was paid" }),
  })
  .meta({ id: "Problem", description: "A refusal, as RFC 9457 has it" });

const DESCRIPTION = `Stages, baptêmes and gift cards of a paragliding school: one cart, one order, one payment.

**Amounts** are whole cents of euro in fields named \`…Cents\`. **Times** are ISO 8601 with an offset; a stage's dates are plain dates. **Identifiers** are opaque.

**The cart** is opened by the first \`POST /api/cart/items\` and carried by the cookie \`cart_session\`; a client that is no browser sends the cookie back.

**Writes** need \`Content-Type: application/json\`, unless they have no body.

**Refusals** are \`application/problem+json\`; \`code\` is stable, \`detail\` is for people, in French or English by \`Accept-Language\`.`;

const TAGS = [
  { name: "Catalogue", description: "What can be bought" },
  { name: "Cart", description: "What a visitor wants, with places held for a while" },
  { name: "Orders", description: "From the cart to the payment" },
  { name: "Stripe", description: "What Stripe tells us" },
  { name: "Operation", description: "For who runs the shop" },
];

type Document = ReturnType<OpenAPIHono<ApiEnv>["getOpenAPI31Document"]>;
type Operation = NonNullable<NonNullable<Document["paths"]>[string]["get"]>;
const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** The description of this API, made from the schemas by which it validates. */
export function describeApi(api: OpenAPIHono<ApiEnv>): Document {
  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Envol", version: "1.0.0", description: DESCRIPTION },
    tags: TAGS,
  });
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) complete(operation, method, path);
    }
  }
  return document;
}

/** What all calls have in common is told here once, and not at every route. */
function complete(operation: Operation, method: string, path: string): void {
  const call = `${method.toUpperCase()} ${path}`;
  operation.operationId ??= nameOf(method, path);
  if (/^\/api\/(cart|orders)/.test(path)) operation.security ??= [{ cartSession: [] }, {}];
  const byStatus = Map.groupBy(
    refusalsOfCall(call, operation.requestBody !== undefined) ?? [],
    (code) => STATUS_OF[code],
  );
  operation.responses ??= {};
  for (const [status, codes] of byStatus) operation.responses[String(status)] ??= refusalResponse(codes);
}

/** `post`, `/api/cart/items/{id}/hold` → `postCartItemHold`. */
function nameOf(method: string, path: string): string {
  const words = path
    .replace(/^\/api\//, "")
    .split("/")
    .filter((part) => !part.startsWith("{"))
    .flatMap((part) => part.split("-"));
  return (
    method +
    words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("") +
    (path.endsWith("}") ? "One" : "")
  );
}

function refusalResponse(codes: ErrorCode[]) {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEM_TITLES[code].en}`).join(". "),
    content: {
      "application/problem+json": {
        schema: {
          allOf: [
            { $ref: "#/components/schemas/Problem" },
            { type: "object" as const, properties: { code: { enum: codes } } },
          ],
        },
      },
    },
    ...(codes.some((code) => STATUS_OF[code] === 429 || STATUS_OF[code] === 503) && {
      headers: { "Retry-After": { description: "Seconds to wait", schema: { type: "integer" as const } } },
    }),
  };
}

/** What has no schema of its own at a route: the shape of refusals, the ways to identify oneself, and Stripe's webhook. */
function addToRegistry(api: OpenAPIHono<ApiEnv>): void {
  const registry = api.openAPIRegistry;
  registry.register("Problem", problem);
  registry.registerComponent("securitySchemes", "cartSession", {
    type: "apiKey",
    in: "cookie",
    name: "cart_session",
    description: "Set by the first item put into a cart",
  });
  registry.registerComponent("securitySchemes", "metricsToken", {
    type: "http",
    scheme: "bearer",
    description: "METRICS_TOKEN, when it is set",
  });
  registry.registerPath({
    method: "post",
    path: "/api/webhooks/stripe",
    operationId: "receiveStripeEvent",
    summary: "Stripe's signed events",
    description:
      "At most 262,144 bytes. An error is 500 or 503: the event is kept for our own retries, and Stripe delivers it again.",
    tags: ["Stripe"],
    request: {
      headers: z.object({ "Stripe-Signature": z.string() }),
      body: {
        required: true,
        content: { "application/json": { schema: z.looseObject({ id: z.string(), type: z.string() }) } },
      },
    },
    responses: {
      200: {
        description: "It is durably processed, was already, is none of ours, or waits for the school's staff",
        content: {
          "application/json": {
            schema: z.object({
              received: z.literal(true),
              outcome: z.enum(["processed", "duplicate", "ignored", "parked"]),
            }),
          },
        },
      },
    },
  });
}

/** `GET /api/openapi.json`. The document is made at the first request and kept. */
export function openApiRoutes(api: OpenAPIHono<ApiEnv>): OpenAPIHono<ApiEnv> {
  addToRegistry(api);
  let document: string | undefined;
  const routes = newApi();
  routes.get("/api/openapi.json", (c) => {
    document ??= JSON.stringify(describeApi(api));
    return c.body(document, 200, {
      "content-type": "application/json",
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
    });
  });
  return routes;
}
