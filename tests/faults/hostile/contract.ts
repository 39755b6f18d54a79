import { z } from "zod";
import { api } from "@/app/api/api";
import type { Components, Schema } from "./schema-values";

export type Parameter = { name: string; in: "path" | "query" | "header" | "cookie"; required: boolean; schema: Schema };

/** One call of the contract, as the product itself describes it. */
export type Operation = {
  method: string;
  /** With its parameters in braces. */
  path: string;
  parameters: Parameter[];
  body: Schema | null;
  /** By status: the codes of a refusal, or what an answer must look like. */
  answers: Map<number, { codes: string[]; shape: z.ZodType | null }>;
};

export type Contract = { operations: Operation[]; components: Components; codes: string[] };

/** What is read of the document; anything else in it is for people. */
type Document = {
  paths: Record<
    string,
    Record<string, { parameters?: Parameter[]; requestBody?: Content; responses: Record<string, Content> }>
  >;
  components: { schemas: Components };
};
type Content = { content?: Record<string, { schema: Schema & { allOf?: Schema[] } }> };

/** `/api/openapi.json`, read as any client would. */
export async function readContract(): Promise<Contract> {
  const answer = await api.request("/api/openapi.json");
  const document = (await answer.json()) as Document; // the form that OpenAPI 3.1 gives it; a missing part fails below
  const components = document.components.schemas;
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      body: operation.requestBody?.content?.["application/json"]?.schema ?? null,
      answers: new Map(
        Object.entries(operation.responses).map(([status, content]) => [Number(status), answerOf(content, components)]),
      ),
    })),
  );
  return {
    operations,
    components,
    codes: z.array(z.string()).parse(components["Problem"]?.properties?.["code"]?.enum),
  };
}

function answerOf({ content = {} }: Content, components: Components): { codes: string[]; shape: z.ZodType | null } {
  const refusal = content["application/problem+json"]?.schema;
  if (refusal) {
    const codes = refusal.allOf?.flatMap((part) => part.properties?.["code"]?.enum ?? []) ?? [];
    return { codes: codes.map(String), shape: null };
  }
  const schema = content["application/json"]?.schema;
  if (!schema) return { codes: [], shape: null };
  // `fromJSONSchema` looks for definitions where JSON Schema has them, not where OpenAPI does.
  const text = JSON.stringify({ ...schema, $defs: components }).replaceAll("#/components/schemas/", "#/$defs/");
  return { codes: [], shape: z.fromJSONSchema(JSON.parse(text)) };
}

/** Which call this address asks for, if any; the API takes a slash at the end as if it were not there. */
export function operationAt(contract: Contract, method: string, pathname: string): Operation | undefined {
  const asked = method === "HEAD" ? "GET" : method;
  return contract.operations.find(
    (operation) =>
      operation.method === asked && new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`).test(pathname),
  );
}
