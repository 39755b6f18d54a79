import type { Context } from "../core/world";
import { isObject, render, renderForBrowser, snapshot, type Json } from "../objects/render";
import { expand } from "./expand";
import type { Page } from "../objects/documents";
import type { Kind } from "../objects/types";
import { list } from "../objects/documents";

/** One request of the API as its handler sees it. */
export type ApiRequest = {
  context: Context;
  /** Path parameters. */
  id: string;
  /** Form or query, nested, every leaf a text. */
  form: Record<string, unknown>;
  version: string;
  /** `publishable`: a browser that proves itself by a client secret. */
  key: "secret" | "publishable";
  baseUrl: string;
};

export type Handler = (request: ApiRequest) => Json;

/** An object as this request's version writes it, with what it asked to expand. */
export function answer(request: ApiRequest, doc: Json, paths: readonly string[] | undefined): Json {
  const shown = render(snapshot(request.context, doc), request.version);
  expand(request.context, shown, paths ?? [], request.version);
  return shown;
}

type PageForm = {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
  created?:
    | {
        gt?: number | undefined;
        gte?: number | undefined;
        lt?: number | undefined;
        lte?: number | undefined;
      }
    | undefined;
  expand?: string[] | undefined;
};

const DEFAULT_LIMIT = 10;

export function answerList(
  request: ApiRequest,
  kind: Kind,
  url: string,
  form: PageForm,
  filters: Pick<Page, "paymentIntent" | "charge" | "customer" | "types"> = {},
): Json {
  const page: Page = {
    limit: form.limit ?? DEFAULT_LIMIT,
    startingAfter: form.starting_after,
    endingBefore: form.ending_before,
    created: definedOnly(form.created ?? {}),
    ...filters,
  };
  const found = list(request.context, kind, page);
  const shown: Json = {
    object: "list",
    data: found.data.map((doc) => render(snapshot(request.context, doc), request.version)),
    has_more: found.hasMore,
    url,
  };
  expand(request.context, shown, form.expand ?? [], request.version);
  return shown;
}

export function definedOnly(bounds: NonNullable<PageForm["created"]>): NonNullable<Page["created"]> {
  const kept: NonNullable<Page["created"]> = {};
  for (const name of ["gt", "gte", "lt", "lte"] as const) {
    const bound = bounds[name];
    if (bound !== undefined) kept[name] = bound;
  }
  return kept;
}

/** Renders objects inside an error too: they come as snapshots. */
export function renderError(error: Json, asker: { version: string; key: ApiRequest["key"] | undefined }): Json {
  const shown: Json = {};
  for (const [key, value] of Object.entries(error)) shown[key] = isObject(value) ? render(value, asker.version) : value;
  const intent = shown["payment_intent"];
  if (asker.key !== "secret" && isObject(intent)) shown["payment_intent"] = renderForBrowser(intent);
  return shown;
}
