import { createRoute, type z } from "@hono/zod-openapi";
import { jsonText, newApi } from "@/lib/api";
import { baptemesAnswer, baptemesQuery, stagesAnswer, stagesQuery } from "../schemas";
import { baptemesAsJson } from "./list-baptemes";
import { stagesAsJson } from "./list-stages";

const tags = ["Catalogue"];
const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

const getStages = createRoute({
  method: "get",
  path: "/stages",
  tags,
  summary: "Stages between two dates, sold-out ones too",
  request: { query: stagesQuery },
  responses: { 200: json(stagesAnswer, "By date, at most 500: for more, ask for a shorter period") },
});

const getBaptemes = createRoute({
  method: "get",
  path: "/baptemes",
  tags,
  summary: "Slots for baptêmes between two dates, sold-out ones too",
  request: { query: baptemesQuery },
  responses: { 200: json(baptemesAnswer, "By time, at most 2,000: for more, ask for a shorter period") },
});

export const catalogueRoutes = newApi()
  .openapi(getStages, async (c) => jsonText<z.infer<typeof stagesAnswer>>(await stagesAsJson(c.req.valid("query"))))
  .openapi(getBaptemes, async (c) =>
    jsonText<z.infer<typeof baptemesAnswer>>(await baptemesAsJson(c.req.valid("query"))),
  );
